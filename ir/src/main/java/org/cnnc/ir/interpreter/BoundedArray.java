package org.cnnc.ir.interpreter;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;

/**
 * Elements with two bounds on their errors each.
 *
 * @param value what the interpreter gives
 * @param certain never exceeded
 * @param likely the size of the error if errors of different origins are independent
 */
record BoundedArray(NdArray value, NdArray certain, NdArray likely) {
  /** Half a unit in the last place of 1: the relative error of one rounding. */
  static final double ROUNDING = 0x1p-24;

  /** Results below the smallest normal number may be flushed to zero. */
  private static final double UNDERFLOW = Float.MIN_NORMAL;

  /** An array without errors. */
  static BoundedArray exact(NdArray value) {
    NdArray zeros = NdArray.zeros(value.type());
    return new BoundedArray(value, zeros, zeros);
  }

  /** Values and errors moved, or averaged, alike. */
  BoundedArray linear(UnaryOperator<NdArray> f) {
    return new BoundedArray(f.apply(value), f.apply(certain), f.apply(likely));
  }

  /** Other values with the errors mapped. */
  BoundedArray with(NdArray newValue, UnaryOperator<NdArray> errors) {
    return new BoundedArray(newValue, errors.apply(certain), errors.apply(likely));
  }

  boolean isExact() {
    return Arrays.stream(certain.data()).allMatch(e -> e == 0);
  }

  /**
   * The result of a floating point operation with the errors of its own arithmetic added, values
   * rounded to their type.
   *
   * @param own the error of each element, not counting underflow; 0 where the operation is exact
   */
  BoundedArray rounded(NdArray own) {
    return rounded(own, own);
  }

  /** The same with an own error that nothing exceeds, and one of its likely size. */
  BoundedArray rounded(NdArray own, NdArray ownLikely) {
    NdArray result = value.rounded();
    if (value.type().dtype() != DType.F32) {
      return new BoundedArray(result, certain, likely);
    }
    NdArray allCertain = NdArray.zeros(value.type());
    NdArray allLikely = NdArray.zeros(value.type());
    for (int i = 0; i < own.data().length; i++) {
      double underflow = own.at(i) == 0 ? 0 : UNDERFLOW;
      allCertain.data()[i] = known(certain.at(i) + own.at(i) + underflow);
      allLikely.data()[i] = known(Math.hypot(likely.at(i), ownLikely.at(i)) + underflow);
    }
    return new BoundedArray(result, allCertain, allLikely);
  }

  /** What cannot be bounded, such as infinity times zero, is unbounded. */
  private static double known(double error) {
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
