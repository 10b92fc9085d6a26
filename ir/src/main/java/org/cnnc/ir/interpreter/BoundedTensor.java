package org.cnnc.ir.interpreter;

import java.util.Optional;
import org.cnnc.ir.tensor.Tensor;

/**
 * What an output should be, and how far single precision may lead away from it, element by element.
 */
public final class BoundedTensor {
  private final Tensor value;
  private final double[] bounds;

  BoundedTensor(Tensor value, double[] bounds) {
    this.value = value;
    this.bounds = bounds;
  }

  /** What {@link GraphInterpreter} gives. */
  public Tensor value() {
    return value;
  }

  /** The bound of the element at a row-major position: not negative, perhaps infinite. */
  public double bound(int i) {
    return bounds[i];
  }

  /** The largest bound, relative to the largest element: how much this tensor's bounds can tell. */
  public double relativeBound() {
    double largest = 0;
    double bound = 0;
    for (int i = 0; i < bounds.length; i++) {
      largest = Math.max(largest, Math.abs(value.doubleAt(i)));
      bound = Math.max(bound, bounds[i]);
    }
    return bound == 0 ? 0 : bound / largest;
  }

  /**
   * The largest error as a part of its bound; above 1 an element is wrong, and an infinity or a NaN
   * that should not be there is infinitely wrong.
   *
   * @throws IllegalArgumentException where the types differ
   */
  public double worst(Tensor actual) {
    double worst = 0;
    for (int i = 0; i < checked(actual).length; i++) {
      worst = Math.max(worst, part(actual, i));
    }
    return worst;
  }

  /** What is wrong with an element that is beyond its bound, for a test's message. */
  public Optional<String> violation(Tensor actual) {
    for (int i = 0; i < checked(actual).length; i++) {
      if (part(actual, i) > 1) {
        return Optional.of(
            "element %d of %s is %s, should be %s within %.3g"
                .formatted(i, value.type(), actual.doubleAt(i), value.doubleAt(i), bounds[i]));
      }
    }
    return Optional.empty();
  }

  private double[] checked(Tensor actual) {
    if (!actual.type().equals(value.type())) {
      throw new IllegalArgumentException("%s instead of %s".formatted(actual.type(), value.type()));
    }
    return bounds;
  }

  private double part(Tensor actual, int i) {
    double expected = value.doubleAt(i);
    double got = actual.doubleAt(i);
    // Equal infinities have no difference, nor have two NaNs.
    if (Double.compare(expected, got) == 0
        || expected == got
        || bounds[i] == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double error = Math.abs(expected - got);
    return Double.isFinite(error) ? error / bounds[i] : Double.POSITIVE_INFINITY;
  }
}
