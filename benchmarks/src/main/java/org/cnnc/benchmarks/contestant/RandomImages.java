package org.cnnc.benchmarks.contestant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Inputs at random, between 0 and 1 as pixels are. */
public final class RandomImages {
  /** The side of a patch, in pixels: half of what a pixel of a classifier's last map stands for. */
  private static final int PATCH = 16;

  private RandomImages() {}

  /**
   * Data for each input, by name. Images have colours of their own, and are made of patches, as
   * photographs are: mere noise would look all the same to a network that takes means.
   *
   * @param count images for each input that has a batch
   */
  public static Map<String, Tensor> of(List<InputSpec> inputs, int count, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> images = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      images.put(input.name(), images(input.type().withBatch(count), random));
    }
    return images;
  }

  private static Tensor images(TensorType type, Random random) {
    int channels = type.rank() < 2 ? 1 : type.dim(0) * type.dim(1);
    int width = type.rank() < 3 ? 1 : type.dim(type.rank() - 1);
    int height = Math.toIntExact(type.elements() / channels / width);
    double[] brightness = random.doubles(channels).toArray();
    int across = Math.ceilDiv(width, PATCH);
    int patches = across * Math.ceilDiv(height, PATCH);
    double[] patch = random.doubles((long) channels * patches).toArray();
    return Tensor.generate(
        type,
        i -> {
          int column = (int) (i % width);
          int row = (int) (i / width % height);
          int channel = (int) (i / width / height);
          int at = channel * patches + row / PATCH * across + column / PATCH;
          return (brightness[channel] + patch[at] + random.nextDouble()) / 3;
        });
  }
}
