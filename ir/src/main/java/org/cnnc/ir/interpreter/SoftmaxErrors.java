package org.cnnc.ir.interpreter;

import static org.cnnc.ir.interpreter.BoundedArray.ROUNDING;

import org.cnnc.ir.op.Softmax;

/** The errors of {@link Softmax}. */
final class SoftmaxErrors {
  /** Roundings beside those of the sum: of two functions, the quotient and the reference. */
  private static final int FURTHER_ROUNDINGS = 24;

  private SoftmaxErrors() {}

  static BoundedArray softmax(Softmax op, BoundedArray x) {
    NdArray y = Reductions.softmax(op, x.value());
    NdArray own = NdArray.zeros(y.type());
    Reductions.forEachLine(
        y.type(),
        op.axis(),
        (start, step, count) -> {
          double max = Reductions.max(x.value(), start, step, count);
          for (int i = start; i < start + count * step; i += step) {
            // The difference is rounded before it is raised; log(sum) is between 0 and log(count).
            double shifted = max - x.value().at(i);
            double relative = ROUNDING * (count + FURTHER_ROUNDINGS + 2 * shifted);
            own.data()[i] =
                op.log()
                    ? relative + FURTHER_ROUNDINGS * ROUNDING * Math.log1p(count)
                    : Math.max(y.at(i), Float.MIN_NORMAL) * relative;
          }
        });
    return x.with(y, errors -> spread(op, y, errors)).rounded(own);
  }

  /**
   * Inputs off by {@code e} at most turn each {@code y} by a factor of {@code exp(2 e)} at most.
   */
  private static NdArray spread(Softmax op, NdArray y, NdArray errors) {
    NdArray spread = NdArray.zeros(y.type());
    Reductions.forEachLine(
        y.type(),
        op.axis(),
        (start, step, count) -> {
          double largest = Reductions.max(errors, start, step, count);
          for (int i = start; i < start + count * step; i += step) {
            spread.data()[i] =
                op.log() ? 2 * largest : Math.min(1, y.at(i) * Math.expm1(2 * largest));
          }
        });
    return spread;
  }
}
