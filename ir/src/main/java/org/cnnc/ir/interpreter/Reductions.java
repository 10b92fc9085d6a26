package org.cnnc.ir.interpreter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/** The meaning of {@link Reduce} and {@link Softmax}. */
final class Reductions {
  /** Called for each line of elements along an axis. */
  @FunctionalInterface
  interface LineAction {
    /** The line's elements are at {@code start + i * step}, {@code i < count}. */
    void at(int start, int step, int count);
  }

  private Reductions() {}

  static NdArray reduce(Reduce op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Arrays.fill(y.data(), initial(op.kind(), type.dtype()));
    int[] strides = strides(x.type(), op.axes());
    Points.forEach(
        x.type().dims(),
        (index, position) -> {
          int at = Points.position(index, strides);
          y.data()[at] = combine(op.kind(), y.at(at), x.at(position));
        });
    int count = count(op, x.type());
    return op.kind() == ReduceKind.MEAN ? y.map(sum -> sum / count) : y;
  }

  /** How many elements fall together. */
  static int count(Reduce op, TensorType x) {
    return op.axes().stream().map(x::dim).reduce(1, Math::multiplyExact);
  }

  /** The strides of the result along the axes of the input: 0 along those that are reduced. */
  private static int[] strides(TensorType x, List<Integer> axes) {
    List<Integer> kept =
        IntStream.range(0, x.rank()).mapToObj(i -> axes.contains(i) ? 1 : x.dim(i)).toList();
    int[] strides = NdArray.strides(kept);
    axes.forEach(axis -> strides[axis] = 0);
    return strides;
  }

  private static double initial(ReduceKind kind, DType dtype) {
    return switch (kind) {
      case SUM, MEAN -> 0;
      case PROD -> 1;
      case MAX -> dtype == DType.BOOL ? 0 : Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static double combine(ReduceKind kind, double a, double b) {
    return switch (kind) {
      case SUM, MEAN -> a + b;
      case PROD -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  static NdArray softmax(Softmax op, NdArray x) {
    NdArray y = NdArray.zeros(x.type());
    forEachLine(
        x.type(),
        op.axis(),
        (start, step, count) -> {
          double max = max(x, start, step, count);
          double sum = 0;
          for (int i = 0; i < count; i++) {
            sum += Math.exp(x.at(start + i * step) - max);
          }
          for (int i = 0; i < count; i++) {
            double shifted = x.at(start + i * step) - max;
            y.data()[start + i * step] =
                op.log() ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
          }
        });
    return y;
  }

  static double max(NdArray x, int start, int step, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, x.at(start + i * step));
    }
    return max;
  }

  static void forEachLine(TensorType type, int axis, LineAction action) {
    int step = NdArray.strides(type.dims())[axis];
    int count = type.dim(axis);
    Points.forEach(
        type.dims(),
        (index, position) -> {
          if (index[axis] == 0) {
            action.at(position, step, count);
          }
        });
  }
}
