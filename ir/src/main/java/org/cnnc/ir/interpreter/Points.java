package org.cnnc.ir.interpreter;

import java.util.List;

/** Walks the points of a shape in row-major order. */
final class Points {
  /** Called for each point. */
  @FunctionalInterface
  interface Action {
    /**
     * Acts on one point.
     *
     * @param index the coordinates; changed after the call
     * @param position the row-major number of the point
     */
    void at(int[] index, int position);
  }

  private Points() {}

  static void forEach(List<Integer> dims, Action action) {
    int count = dims.stream().reduce(1, Math::multiplyExact);
    int[] index = new int[dims.size()];
    for (int position = 0; position < count; position++) {
      action.at(index, position);
      for (int axis = index.length - 1; axis >= 0 && ++index[axis] == dims.get(axis); axis--) {
        index[axis] = 0;
      }
    }
  }

  /** The position of a point in an array with the given strides. */
  static int position(int[] index, int[] strides) {
    int position = 0;
    for (int i = 0; i < index.length; i++) {
      position += index[i] * strides[i];
    }
    return position;
  }
}
