package org.cnnc.ir.interpreter;

import java.util.function.Consumer;
import org.cnnc.ir.tensor.TensorType;

/** The errors of sums of products: what their operands bring along, and what the sum adds. */
final class WeightedSumErrors {
  /**
   * Roundings beside those of the sum itself: of the reference, and of weights into which a batch
   * norm was folded.
   */
  private static final int FURTHER_ROUNDINGS = 8;

  private static final int SHORT_SUM = 256;

  private final BoundedArray x;
  private final BoundedArray w;
  private final boolean inexactWeight;
  private final double[] value;
  private final double[] magnitude;
  private final double[] certain;
  private final double[] squares;

  /**
   * @param bias repeated to the result's type
   */
  private WeightedSumErrors(BoundedArray x, BoundedArray w, BoundedArray bias) {
    this.x = x;
    this.w = w;
    this.inexactWeight = !w.isExact();
    this.value = bias.value().data().clone();
    this.magnitude = bias.value().map(Math::abs).data();
    this.certain = bias.certain().data().clone();
    this.squares = bias.likely().map(e -> e * e).data();
  }

  /**
   * A weighted sum with its bounds. Any order of the products, fused or not, is within {@code
   * (terms + 1) * 2^-24 * sum |x * w|}; for the likely bound, the errors of the roundings and those
   * of different inputs are taken as independent (Higham and Mary 2019).
   *
   * @param terms the number of products of the longest sum
   * @param products gives all products to a run
   */
  static BoundedArray sum(
      BoundedArray x,
      BoundedArray w,
      BoundedArray bias,
      int terms,
      TensorType type,
      Consumer<WeightedSums.Run> products) {
    WeightedSumErrors sums = new WeightedSumErrors(x, w, bias);
    products.accept(sums::add);
    BoundedArray passedOn =
        new BoundedArray(
            new NdArray(type, sums.value),
            new NdArray(type, sums.certain),
            new NdArray(type, sums.squares).map(Math::sqrt));
    NdArray magnitude = new NdArray(type, sums.magnitude).map(m -> m * BoundedArray.ROUNDING);
    return passedOn.rounded(
        magnitude.map(m -> m * (terms + FURTHER_ROUNDINGS)),
        magnitude.map(m -> m * (likely(terms) + FURTHER_ROUNDINGS)));
  }

  /**
   * How many roundings' worth of error a sum probably has. Roundings of equal summands err alike,
   * as those of constant images do; a quarter of the certain error, four times which is the bound,
   * leaves short sums nothing to chance. Beyond that, roundings add up as squares do.
   */
  static double likely(int terms) {
    return Math.max(Math.sqrt(terms), Math.min(terms / 4.0, SHORT_SUM / 4.0));
  }

  private void add(int count, int yAt, int yStep, int xAt, int xStep, int wAt, int wStep) {
    for (int i = 0; i < count; i++) {
      int at = yAt + i * yStep;
      int of = xAt + i * xStep;
      int by = wAt + i * wStep;
      double a = x.value().at(of);
      double b = w.value().at(by);
      double likely = x.likely().at(of) * b;
      value[at] += a * b;
      magnitude[at] += Math.abs(a * b);
      certain[at] += x.certain().at(of) * Math.abs(b);
      squares[at] += likely * likely;
      if (inexactWeight) {
        double ofWeight = (Math.abs(a) + x.likely().at(of)) * w.likely().at(by);
        certain[at] += (Math.abs(a) + x.certain().at(of)) * w.certain().at(by);
        squares[at] += ofWeight * ofWeight;
      }
    }
  }
}
