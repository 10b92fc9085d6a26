package org.cnnc.ir.interpreter;

import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;

/** The meaning of {@link MaxPool2d}, {@link AvgPool2d} and unpooling. */
final class Pooling {
  private Pooling() {}

  static NdArray max(MaxPool2d op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Points.forEach(
        type.dims(),
        (index, position) -> {
          double max = Double.NEGATIVE_INFINITY;
          for (int kh = 0; kh < op.pool().kernelH(); kh++) {
            for (int kw = 0; kw < op.pool().kernelW(); kw++) {
              int ih = row(op.pool().window(), index[2], kh);
              int iw = column(op.pool().window(), index[3], kw);
              if (isInside(x.type(), ih, iw)) {
                max = Math.max(max, at(x, index, ih, iw));
              }
            }
          }
          y.data()[position] = max;
        });
    return y;
  }

  static NdArray maxIndices(MaxPoolIndices2d op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Points.forEach(
        type.dims(),
        (index, position) -> {
          double max = Double.NEGATIVE_INFINITY;
          boolean found = false;
          for (int kh = 0; kh < op.pool().kernelH(); kh++) {
            for (int kw = 0; kw < op.pool().kernelW(); kw++) {
              int ih = row(op.pool().window(), index[2], kh);
              int iw = column(op.pool().window(), index[3], kw);
              if (isInside(x.type(), ih, iw) && (!found || at(x, index, ih, iw) > max)) {
                found = true;
                max = at(x, index, ih, iw);
                y.data()[position] = ih * x.type().dim(3) + iw;
              }
            }
          }
        });
    return y;
  }

  static NdArray unpool(NdArray x, NdArray indices, TensorType type) {
    NdArray y = NdArray.zeros(type);
    int plane = type.dim(2) * type.dim(3);
    int[] strides = NdArray.strides(type.dims());
    Points.forEach(
        x.type().dims(),
        (index, position) -> {
          double i = indices.at(position);
          if (i >= 0 && i < plane) {
            y.data()[index[0] * strides[0] + index[1] * strides[1] + (int) i] = x.at(position);
          }
        });
    return y;
  }

  static NdArray average(AvgPool2d op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Points.forEach(
        type.dims(),
        (index, position) -> {
          double sum = 0;
          int inside = 0;
          int insidePadded = 0;
          PoolWindow pool = op.pool();
          for (int kh = 0; kh < pool.kernelH(); kh++) {
            for (int kw = 0; kw < pool.kernelW(); kw++) {
              int ih = row(pool.window(), index[2], kh);
              int iw = column(pool.window(), index[3], kw);
              if (isInside(x.type(), ih, iw)) {
                sum += at(x, index, ih, iw);
                inside++;
              }
              if (isInsidePadded(pool.window(), x.type(), ih, iw)) {
                insidePadded++;
              }
            }
          }
          y.data()[position] = sum / (op.countIncludePad() ? insidePadded : inside);
        });
    return y;
  }

  private static int row(Window window, int oh, int kh) {
    return oh * window.strideH() - window.padTop() + kh * window.dilationH();
  }

  private static int column(Window window, int ow, int kw) {
    return ow * window.strideW() - window.padLeft() + kw * window.dilationW();
  }

  private static boolean isInside(TensorType x, int ih, int iw) {
    return ih >= 0 && ih < x.dim(2) && iw >= 0 && iw < x.dim(3);
  }

  private static boolean isInsidePadded(Window window, TensorType x, int ih, int iw) {
    return ih < x.dim(2) + window.padBottom() && iw < x.dim(3) + window.padRight();
  }

  private static double at(NdArray x, int[] index, int ih, int iw) {
    int plane = index[0] * x.type().dim(1) + index[1];
    return x.at((plane * x.type().dim(2) + ih) * x.type().dim(3) + iw);
  }
}
