package org.cnnc.compiler.compare;

import org.cnnc.compiler.run.Elements;

/**
 * How far the second build's values of a tensor are from the first one's, over all images.
 *
 * <p>Equal elements differ by 0, two NaN and equal infinities too. Where only one of two elements
 * is NaN or infinite, the error is infinite and the cosine 0.
 *
 * @param maxError the largest difference of two elements
 * @param worstImage the image that has it, from 0
 * @param scale the largest size of the first build's elements
 * @param rms the root of the mean of all squared differences
 * @param cosine of the angle between both builds' values of an image, the least of all images: 1
 *     where they differ by a positive factor only, or are all 0
 */
public record Difference(
    double maxError, long worstImage, double scale, double rms, double cosine) {
  /** The largest difference as a part of the scale; 0 where nothing differs. */
  public double relativeError() {
    return maxError == 0 ? 0 : maxError / scale;
  }

  /** Adds up images, one after the other. */
  static final class Sum {
    private double maxError;
    private long worstImage;
    private double scale;
    private double squares;
    private long elements;
    private double cosine = 1;

    /** Adds an image's elements, of which both builds have equally many. */
    void add(long image, Elements a, Elements b) {
      Cosine angle = new Cosine();
      for (long i = 0; i < a.count(); i++) {
        double x = a.at(i);
        double y = b.at(i);
        if (Double.isFinite(x) && Double.isFinite(y)) {
          scale = Math.max(scale, Math.abs(x));
          angle.add(x, y);
          addError(image, Math.abs(x - y));
        } else if (Double.compare(x, y) != 0) {
          cosine = 0;
          addError(image, Double.POSITIVE_INFINITY);
        }
      }
      elements += a.count();
      cosine = Math.min(cosine, angle.value());
    }

    private void addError(long image, double error) {
      squares += error * error;
      if (error > maxError) {
        maxError = error;
        worstImage = image;
      }
    }

    Difference difference() {
      double rms = elements == 0 ? 0 : Math.sqrt(squares / elements);
      return new Difference(maxError, worstImage, scale, rms, cosine);
    }
  }
}
