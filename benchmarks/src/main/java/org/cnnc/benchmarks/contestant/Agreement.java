package org.cnnc.benchmarks.contestant;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.cnnc.compiler.compare.Cosine;
import org.jspecify.annotations.Nullable;

/**
 * How far two engines are from each other on one input. In f32 they agree where each element is
 * within 1e-3 of itself and 1e-4 of the largest element of its output; where one of them rounds to
 * bfloat16, where the cosine similarity of each output is at least 0.999.
 *
 * @param absolute the largest difference of two elements
 * @param relative the largest difference as a part of the largest element of its output
 * @param cosine the least cosine similarity of an output
 * @param spent the largest difference as a part of what is allowed
 * @param violation the first element that differs by more than is allowed, in words
 */
public record Agreement(
    double absolute, double relative, double cosine, double spent, Optional<String> violation) {
  private static final double RELATIVE = 1e-3;

  /** Of the output's largest element. */
  private static final double ABSOLUTE = 1e-4;

  private static final double MIN_COSINE = 0.999;

  /** Compares outputs of f32 by name: those of another engine, and ours. */
  public static Agreement of(Map<String, float[]> expected, Map<String, float[]> actual) {
    return of(expected, actual, false);
  }

  /**
   * Compares outputs by name: those of another engine, and ours.
   *
   * @param isRounded whether one of them rounds to bfloat16
   */
  public static Agreement of(
      Map<String, float[]> expected, Map<String, float[]> actual, boolean isRounded) {
    Agreement all = new Agreement(0, 0, 1, 0, Optional.empty());
    for (Map.Entry<String, float[]> output : expected.entrySet()) {
      Agreement one = of(output.getKey(), output.getValue(), actual.get(output.getKey()));
      all = all.and(isRounded ? one.byCosine(output.getKey()) : one);
    }
    return all;
  }

  private static Agreement of(String name, float[] wanted, float @Nullable [] got) {
    if (got == null || got.length != wanted.length) {
      return new Agreement(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Optional.of("the output `%s` is missing, or of another shape".formatted(name)));
    }
    double scale = 0;
    for (float value : wanted) {
      scale = Math.max(scale, Math.abs(value));
    }
    double absolute = 0;
    double spent = 0;
    Optional<String> violation = Optional.empty();
    for (int i = 0; i < wanted.length; i++) {
      double allowed = ABSOLUTE * scale + RELATIVE * Math.abs(wanted[i]);
      double error = Math.abs((double) wanted[i] - got[i]);
      // Written so that a NaN is an error; the largest of numbers and a NaN is the NaN.
      if (!(error <= allowed) && violation.isEmpty()) {
        violation =
            Optional.of(
                "element %d of `%s` is %s and not %s".formatted(i, name, got[i], wanted[i]));
      }
      absolute = Math.max(absolute, error);
      spent = Math.max(spent, error == 0 ? 0 : error / allowed);
    }
    double relative = absolute == 0 ? 0 : absolute / scale;
    return new Agreement(absolute, relative, cosine(wanted, got), spent, violation);
  }

  /** Of the angle between two vectors; 1 where they are equal. */
  private static double cosine(float[] a, float[] b) {
    Cosine cosine = new Cosine();
    for (int i = 0; i < a.length; i++) {
      cosine.add(a[i], b[i]);
    }
    return Arrays.equals(a, b) ? 1 : cosine.value();
  }

  private Agreement byCosine(String name) {
    // Written so that a NaN is a violation, also of an output that is missing.
    boolean isNear = cosine >= MIN_COSINE;
    return new Agreement(
        absolute,
        relative,
        cosine,
        (1 - cosine) / (1 - MIN_COSINE),
        isNear
            ? Optional.empty()
            : Optional.of("the cosine similarity of `%s` is %.5f".formatted(name, cosine)));
  }

  private Agreement and(Agreement other) {
    return new Agreement(
        Math.max(absolute, other.absolute),
        Math.max(relative, other.relative),
        Math.min(cosine, other.cosine),
        Math.max(spent, other.spent),
        violation.or(other::violation));
  }
}
