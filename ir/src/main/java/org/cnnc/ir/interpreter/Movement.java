package org.cnnc.ir.interpreter;

import java.util.List;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.TensorType;

/** The meaning of the ops that compute nothing: every element of the result is one of the input. */
final class Movement {
  private Movement() {}

  static NdArray slice(Slice op, NdArray x, TensorType type) {
    int[] strides = NdArray.strides(x.type().dims());
    int start = op.start() * strides[op.axis()];
    strides[op.axis()] *= op.step();
    return gather(type, index -> x.at(start + Points.position(index, strides)));
  }

  static NdArray transpose(Transpose op, NdArray x, TensorType type) {
    int[] of = NdArray.strides(x.type().dims());
    int[] strides = op.permutation().stream().mapToInt(axis -> of[axis]).toArray();
    return gather(type, index -> x.at(Points.position(index, strides)));
  }

  static NdArray expand(NdArray x, TensorType type) {
    int[] strides = x.stridesAs(type.dims());
    return gather(type, index -> x.at(Points.position(index, strides)));
  }

  static NdArray concat(Concat op, List<NdArray> inputs, TensorType type) {
    NdArray y = NdArray.zeros(type);
    int[] strides = NdArray.strides(type.dims());
    int offset = 0;
    for (NdArray x : inputs) {
      int from = offset * strides[op.axis()];
      Points.forEach(
          x.type().dims(),
          (index, position) -> y.data()[from + Points.position(index, strides)] = x.at(position));
      offset += x.type().dim(op.axis());
    }
    return y;
  }

  /**
   * @param value what is added where the mode is CONSTANT
   */
  static NdArray pad(Pad op, NdArray x, double value, TensorType type) {
    int[] strides = NdArray.strides(x.type().dims());
    return gather(
        type,
        index -> {
          int position = 0;
          for (int axis = 0; axis < index.length; axis++) {
            int i = index[axis] - op.before().get(axis);
            int extent = x.type().dim(axis);
            if (op.mode() == Pad.Mode.CONSTANT && (i < 0 || i >= extent)) {
              return value;
            }
            position += inside(op.mode(), i, extent) * strides[axis];
          }
          return x.at(position);
        });
  }

  private static int inside(Pad.Mode mode, int i, int extent) {
    if (i >= 0 && i < extent) {
      return i;
    }
    return switch (mode) {
      case EDGE -> Math.clamp(i, 0, extent - 1);
      case REFLECT -> i < 0 ? -i : 2 * (extent - 1) - i;
      case CONSTANT -> throw new IllegalArgumentException("constant padding reads nothing");
    };
  }

  @FunctionalInterface
  private interface Source {
    double at(int[] index);
  }

  private static NdArray gather(TensorType type, Source source) {
    NdArray y = NdArray.zeros(type);
    Points.forEach(type.dims(), (index, position) -> y.data()[position] = source.at(index));
    return y;
  }
}
