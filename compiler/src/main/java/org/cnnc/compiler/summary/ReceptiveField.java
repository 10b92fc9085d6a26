package org.cnnc.compiler.summary;

/**
 * How much of a model's input one element of a tensor can depend on, padding not cut off.
 *
 * <p>Sizes are in elements of the input's rows and columns. Where branches join, the larger field
 * counts.
 */
public sealed interface ReceptiveField {
  /** Nothing: the value does not depend on the input. */
  record None() implements ReceptiveField {}

  /**
   * A rectangle of the input. Neighbouring elements of the tensor see rectangles that lie {@code
   * stepH} rows and {@code stepW} columns apart; a fraction after upsampling.
   */
  record Local(double height, double width, double stepH, double stepW) implements ReceptiveField {
    /** What one element of an input {@code [.., H, W]} sees. */
    static final Local PIXEL = new Local(1, 1, 1, 1);
  }

  /** A rectangle of the input, but neighbours in the tensor are no neighbours there. */
  record Scattered(double height, double width) implements ReceptiveField {}

  /** All of the input. */
  record Whole() implements ReceptiveField {}

  /**
   * The field after a window of {@code spanH * spanW} elements (dilation included) that moves by
   * the strides.
   */
  default ReceptiveField window(int spanH, int spanW, int strideH, int strideW) {
    return switch (this) {
      case Local(double h, double w, double stepH, double stepW) ->
          new Local(
              h + (spanH - 1) * stepH, w + (spanW - 1) * stepW, stepH * strideH, stepW * strideW);
      case Scattered _ -> spanH == 1 && spanW == 1 ? this : new Whole();
      case None _, Whole _ -> this;
    };
  }

  /**
   * The field after a transposed window: an output element depends on every stride-th element of
   * the span, and neighbours are closer than before.
   */
  default ReceptiveField transposedWindow(int spanH, int spanW, int strideH, int strideW) {
    return switch (this) {
      case Local(double h, double w, double stepH, double stepW) ->
          new Local(
              h + (Math.ceilDiv(spanH, strideH) - 1) * stepH,
              w + (Math.ceilDiv(spanW, strideW) - 1) * stepW,
              stepH / strideH,
              stepW / strideW);
      case Scattered _ -> new Whole();
      case None _, Whole _ -> this;
    };
  }

  /** The same rectangle for elements whose order does not follow the picture any more. */
  default ReceptiveField scattered() {
    return switch (this) {
      case Local(double h, double w, _, _) -> new Scattered(h, w);
      case None _, Scattered _, Whole _ -> this;
    };
  }

  /** All of the input, unless the value does not depend on it. */
  default ReceptiveField everything() {
    return this instanceof None ? this : new Whole();
  }

  /** The larger of two fields that meet in one element. */
  default ReceptiveField join(ReceptiveField other) {
    if (this instanceof None) {
      return other;
    }
    if (other instanceof None) {
      return this;
    }
    if (this instanceof Whole || other instanceof Whole) {
      return new Whole();
    }
    double height = Math.max(height(), other.height());
    double width = Math.max(width(), other.width());
    return this instanceof Local(_, _, double stepH, double stepW)
            && other instanceof Local(_, _, double otherH, double otherW)
        ? new Local(height, width, Math.max(stepH, otherH), Math.max(stepW, otherW))
        : new Scattered(height, width);
  }

  /** Rows of the input; 0 where the field is none or all of it. */
  default double height() {
    return switch (this) {
      case Local local -> local.height;
      case Scattered scattered -> scattered.height;
      case None _, Whole _ -> 0;
    };
  }

  /** Columns of the input; 0 where the field is none or all of it. */
  default double width() {
    return switch (this) {
      case Local local -> local.width;
      case Scattered scattered -> scattered.width;
      case None _, Whole _ -> 0;
    };
  }
}
