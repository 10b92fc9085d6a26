package org.cnnc.ir.op;

/**
 * How a kernel moves over height and width: strides, zero padding on each side, dilation; all in
 * elements.
 */
public record Window(
    int strideH,
    int strideW,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight,
    int dilationH,
    int dilationW) {

  /** Stride 1, no padding, no dilation. */
  public static final Window UNIT = new Window(1, 1, 0, 0, 0, 0, 1, 1);

  public Window {
    ShapeException.check(
        strideH > 0 && strideW > 0, "stride must be positive, got [%d,%d]", strideH, strideW);
    ShapeException.check(
        dilationH > 0 && dilationW > 0,
        "dilation must be positive, got [%d,%d]",
        dilationH,
        dilationW);
    ShapeException.check(
        padTop >= 0 && padLeft >= 0 && padBottom >= 0 && padRight >= 0,
        "padding must not be negative, got [%d,%d,%d,%d]",
        padTop,
        padLeft,
        padBottom,
        padRight);
  }

  /** The same stride, padding and dilation in both directions. */
  public static Window of(int stride, int padding, int dilation) {
    return new Window(stride, stride, padding, padding, padding, padding, dilation, dilation);
  }

  public Window withPadding(int top, int left, int bottom, int right) {
    return new Window(strideH, strideW, top, left, bottom, right, dilationH, dilationW);
  }

  public boolean hasPadding() {
    return padTop > 0 || padLeft > 0 || padBottom > 0 || padRight > 0;
  }

  /**
   * Output rows of a kernel of {@code kh} rows: floor((h + pads - dilated kernel) / stride) + 1.
   */
  public int outH(String op, int h, int kh) {
    return out(op, "height", h, kh, (long) padTop + padBottom, dilationH, strideH);
  }

  /** Output columns, as {@link #outH} counts rows. */
  public int outW(String op, int w, int kw) {
    return out(op, "width", w, kw, (long) padLeft + padRight, dilationW, strideW);
  }

  private static int out(
      String op, String axis, int size, int kernel, long padding, int dilation, int stride) {
    long span = (long) dilation * (kernel - 1) + 1;
    long room = size + padding - span;
    ShapeException.check(
        room >= 0,
        "%s: a kernel that spans %d does not fit the padded %s %d",
        op,
        span,
        axis,
        size + padding);
    return Math.toIntExact(room / stride + 1);
  }
}
