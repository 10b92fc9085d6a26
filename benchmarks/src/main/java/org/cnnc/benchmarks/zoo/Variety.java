package org.cnnc.benchmarks.zoo;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Whether outputs vary enough for an agreement on them to mean something: a network whose random
 * weights let its signal die, or saturate, agrees with anything.
 */
final class Variety {
  /** Of the largest element: by so much some element must differ from one image to the next. */
  private static final double BETWEEN_IMAGES = 0.01;

  /** Of the largest element: farther than this from the median an element says something. */
  private static final double FROM_MEDIAN = 0.01;

  /** So many elements must say something. */
  private static final double PART = 0.1;

  private Variety() {}

  /**
   * What is wrong with outputs, in words; empty where nothing is.
   *
   * @param images how many there are in each output, at least 2
   */
  static Optional<String> problem(Map<String, float[]> outputs, int images) {
    for (Map.Entry<String, float[]> output : outputs.entrySet()) {
      Optional<String> problem = problem(output.getKey(), output.getValue(), images);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problem(String name, float[] elements, int images) {
    float[] sorted = elements.clone();
    Arrays.sort(sorted);
    float least = sorted[0];
    float most = sorted[sorted.length - 1];
    // Sorting puts a NaN last.
    if (!Float.isFinite(least) || !Float.isFinite(most)) {
      return Optional.of("`%s` is not finite".formatted(name));
    }
    if (least == most) {
      return Optional.of("every element of `%s` is %s".formatted(name, least));
    }
    double scale = Math.max(Math.abs(least), Math.abs(most));
    double median = sorted[sorted.length / 2];
    long telling = 0;
    double change = 0;
    int image = elements.length / images;
    for (int i = 0; i < elements.length; i++) {
      telling += Math.abs(elements[i] - median) > FROM_MEDIAN * scale ? 1 : 0;
      change = Math.max(change, Math.abs((double) elements[i] - elements[i % image]));
    }
    if (telling < PART * elements.length) {
      return Optional.of(
          "%d of the %d elements of `%s` are nearly equal"
              .formatted(elements.length - telling, elements.length, name));
    }
    if (change < BETWEEN_IMAGES * scale) {
      return Optional.of(
          "`%s` hardly depends on the image: elements up to %.3g change by %.1g at most"
              .formatted(name, scale, change));
    }
    return Optional.empty();
  }
}
