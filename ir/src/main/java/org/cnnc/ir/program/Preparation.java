package org.cnnc.ir.program;

import java.util.List;
import org.cnnc.ir.tensor.Tensor;

/**
 * How one image of an input is made of a picture of 8 bits a sample: resized as Pillow does it, cut
 * from the middle, and each sample looked up.
 *
 * @param input its number
 * @param resize the size before the cut
 * @param isCut whether the middle is cut out where the resized picture is larger than the image;
 *     otherwise it must have the image's size
 * @param isBgr whether the planes are blue, green, red; otherwise red, green, blue, or the luma
 *     where there is one
 * @param values what a sample becomes, {@code f32[C, 256]}: a table holds it as exactly as double
 *     precision computes it
 */
public record Preparation(
    int input,
    int channels,
    int height,
    int width,
    Resize resize,
    boolean isCut,
    boolean isBgr,
    Tensor values) {
  /** How many values an 8-bit sample has. */
  public static final int SAMPLES = 256;

  /** The size that a picture gets. */
  public sealed interface Resize {
    /** It stays as it is. */
    record None() implements Resize {}

    /** The shorter side gets this many pixels; the longer one keeps the ratio, rounded down. */
    record ShorterSide(int side) implements Resize {}

    /** Both sides get these many pixels. */
    record Exact(int height, int width) implements Resize {}
  }

  public Preparation {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("a picture of %d channels".formatted(channels));
    }
    if (!values.type().dims().equals(List.of(channels, SAMPLES))) {
      throw new IllegalArgumentException(
          "values %s for %d channels".formatted(values.type(), channels));
    }
  }
}
