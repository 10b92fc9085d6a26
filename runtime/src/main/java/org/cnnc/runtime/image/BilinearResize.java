package org.cnnc.runtime.image;

/**
 * Bilinear resampling as Pillow and torchvision do it: a triangle filter that is widened when the
 * picture gets smaller (antialiasing), first along the rows, then along the columns, rounded to 8
 * bits after each. Weights are fixed-point numbers, as Pillow's are, so that every sample is the
 * same as there.
 *
 * {@snippet lang=text :
 * out[i] = sum over j of in[j] * w(i, j) / sum over j of w(i, j)
 * w(i, j) = max(0, 1 - |j + 1/2 - (i + 1/2) * scale| / max(scale, 1)),  scale = in size / out size
 * }
 */
final class BilinearResize {
  /**
   * The fraction's bits of a weight: what 32 bits leave besides a sample's 8 and two for the sum.
   */
  private static final int FRACTION_BITS = 32 - 8 - 2;

  private BilinearResize() {}

  static Image resize(Image image, int width, int height) {
    Image wide = width == image.width() ? image : alongRows(image, width);
    return height == image.height() ? wide : alongColumns(wide, height);
  }

  private static Image alongRows(Image image, int width) {
    int channels = image.channels();
    byte[] out = new byte[width * image.height() * channels];
    for (int x = 0; x < width; x++) {
      Taps taps = Taps.of(x, image.width(), width);
      for (int y = 0; y < image.height(); y++) {
        for (int c = 0; c < channels; c++) {
          long sum = 1L << (FRACTION_BITS - 1);
          for (int t = 0; t < taps.weights.length; t++) {
            sum += taps.weights[t] * image.sample(taps.first + t, y, c);
          }
          out[(y * width + x) * channels + c] = sample(sum);
        }
      }
    }
    return new Image(width, image.height(), channels, out);
  }

  private static Image alongColumns(Image image, int height) {
    int channels = image.channels();
    byte[] out = new byte[image.width() * height * channels];
    for (int y = 0; y < height; y++) {
      Taps taps = Taps.of(y, image.height(), height);
      for (int x = 0; x < image.width(); x++) {
        for (int c = 0; c < channels; c++) {
          long sum = 1L << (FRACTION_BITS - 1);
          for (int t = 0; t < taps.weights.length; t++) {
            sum += taps.weights[t] * image.sample(x, taps.first + t, c);
          }
          out[(y * image.width() + x) * channels + c] = sample(sum);
        }
      }
    }
    return new Image(image.width(), height, channels, out);
  }

  /** A sum without its fraction, and 255 where rounded weights sum to more than 1. */
  private static byte sample(long sum) {
    return (byte) Math.min(sum >> FRACTION_BITS, 255);
  }

  /** The weights, which sum to about 1, of the input samples that make one output sample. */
  private static final class Taps {
    private final int first;
    private final long[] weights;

    private Taps(int first, long[] weights) {
      this.first = first;
      this.weights = weights;
    }

    static Taps of(int i, int inSize, int outSize) {
      double scale = (double) inSize / outSize;
      double support = Math.max(scale, 1);
      double center = (i + 0.5) * scale;
      int first = Math.max(0, (int) (center - support + 0.5));
      int last = Math.min(inSize, (int) (center + support + 0.5));
      double[] triangle = new double[last - first];
      double sum = 0;
      for (int t = 0; t < triangle.length; t++) {
        triangle[t] = Math.max(0, 1 - Math.abs((first + t - center + 0.5) * (1 / support)));
        sum += triangle[t];
      }
      long[] weights = new long[triangle.length];
      for (int t = 0; t < weights.length; t++) {
        weights[t] = (long) (triangle[t] / sum * (1 << FRACTION_BITS) + 0.5);
      }
      return new Taps(first, weights);
    }
  }
}
