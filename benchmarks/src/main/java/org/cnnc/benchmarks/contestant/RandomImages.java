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
  private RandomImages() {}

  /**
   * Data for each input, by name. Images differ in the brightness of their channels, as photographs
   * do: nothing but noise would look all the same to a network that takes means.
   *
   * @param count images for each input that has a batch
   */
  public static Map<String, Tensor> of(List<InputSpec> inputs, int count, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> images = new LinkedHashMap<>();
    for (InputSpec input : inputs) {
      TensorType type = input.type().withBatch(count);
      int channels = type.rank() < 2 ? 1 : type.dim(0) * type.dim(1);
      double[] brightness = random.doubles(channels).toArray();
      long plane = type.elements() / channels;
      images.put(
          input.name(),
          Tensor.generate(type, i -> (brightness[(int) (i / plane)] + random.nextDouble()) / 2));
    }
    return images;
  }
}
