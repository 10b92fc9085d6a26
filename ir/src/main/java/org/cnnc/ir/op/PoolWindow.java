package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import org.cnnc.ir.tensor.TensorType;

/**
 * The window of a pooling op: its size, how it moves, and whether an output that only partly covers
 * the input is kept ({@code ceilMode}: as in PyTorch and ONNX, the last window must begin inside
 * the input or its leading padding).
 */
public record PoolWindow(int kernelH, int kernelW, Window window, boolean ceilMode) {
  public PoolWindow {
    check(kernelH > 0 && kernelW > 0, "the kernel must be positive, got %dx%d", kernelH, kernelW);
  }

  /** The result type of a pooling op named {@code op} on {@code x}, which is NCHW. */
  TensorType resultType(String op, TensorType x) {
    ShapeException.checkF32(op, x);
    check(x.rank() == 4, "%s: the input must be [N,C,H,W], got %s", op, x);
    int h = window.outH(op, x.dim(2), kernelH);
    int w = window.outW(op, x.dim(3), kernelW);
    if (ceilMode) {
      h =
          ceil(
              h,
              x.dim(2),
              kernelH,
              window.padTop(),
              window.padBottom(),
              window.dilationH(),
              window.strideH());
      w =
          ceil(
              w,
              x.dim(3),
              kernelW,
              window.padLeft(),
              window.padRight(),
              window.dilationW(),
              window.strideW());
    }
    return x.withDims(List.of(x.dim(0), x.dim(1), h, w));
  }

  /**
   * The same windows on {@code x} without {@code ceilMode}: what the last ones reach beyond the
   * padding is padding too.
   */
  public PoolWindow paddedToCover(TensorType x) {
    TensorType y = resultType("pool", x);
    return new PoolWindow(
        kernelH,
        kernelW,
        window.withPadding(
            window.padTop(),
            window.padLeft(),
            Math.max(window.padBottom(), reachH(y) - x.dim(2) - window.padTop()),
            Math.max(window.padRight(), reachW(y) - x.dim(3) - window.padLeft())),
        false);
  }

  /** The row below the last window of a result, counted from the first padded one. */
  public int reachH(TensorType y) {
    return (y.dim(2) - 1) * window.strideH() + window.dilationH() * (kernelH - 1) + 1;
  }

  /** The column behind the last window of a result, as {@link #reachH} counts rows. */
  public int reachW(TensorType y) {
    return (y.dim(3) - 1) * window.strideW() + window.dilationW() * (kernelW - 1) + 1;
  }

  private static int ceil(
      int floor, int size, int kernel, int padLo, int padHi, int dilation, int stride) {
    long room = (long) size + padLo + padHi - (long) dilation * (kernel - 1) - 1;
    boolean partial = room % stride != 0;
    boolean beginsInside = (long) floor * stride < (long) size + padLo;
    return partial && beginsInside ? floor + 1 : floor;
  }
}
