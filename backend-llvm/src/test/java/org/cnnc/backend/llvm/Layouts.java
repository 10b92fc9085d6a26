package org.cnnc.backend.llvm;

import java.util.List;
import org.cnnc.ir.loop.Buffer;

/** Images between row-major order and a buffer's layout. */
final class Layouts {
  private Layouts() {}

  /** Row-major images as the buffer holds them, zeros elsewhere. */
  static float[] pack(Buffer buffer, float[] images, int count) {
    return copy(buffer, images, count, true);
  }

  /** The buffer's images in row-major order. */
  static float[] unpack(Buffer buffer, float[] memory, int count) {
    return copy(buffer, memory, count, false);
  }

  private static float[] copy(Buffer buffer, float[] from, int count, boolean pack) {
    int dense = elements(buffer.shape());
    int physical = Math.toIntExact(buffer.layout().elements());
    float[] to = new float[count * (pack ? physical : dense)];
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < dense; i++) {
        int position = image * physical + Math.toIntExact(position(buffer, i));
        if (pack) {
          to[position] = from[image * dense + i];
        } else {
          to[image * dense + i] = from[position];
        }
      }
    }
    return to;
  }

  private static int elements(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  private static long position(Buffer buffer, int rowMajor) {
    long[] index = new long[buffer.shape().size()];
    int rest = rowMajor;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % buffer.shape().get(axis);
      rest /= buffer.shape().get(axis);
    }
    return buffer.layout().position(index);
  }
}
