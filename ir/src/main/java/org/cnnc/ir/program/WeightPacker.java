package org.cnnc.ir.program;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.tensor.Bfloat16;
import org.cnnc.ir.tensor.Tensor;

/**
 * Writes constants as kernels read them, in the order of memory, with zeros where a layout has no
 * element. Works through a small buffer: no weight is ever copied as a whole. Subnormal floats
 * become zeros, since arithmetic on them is slow on many CPUs and their size is below any error
 * bound.
 */
public final class WeightPacker {
  private static final int BUFFER_BYTES = 1 << 16;

  private final WritableByteChannel out;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  public WeightPacker(WritableByteChannel out) {
    this.out = out;
  }

  /** Writes all weights at their offsets, {@code total} bytes altogether. */
  public void write(List<PackedWeight> weights, long total) throws IOException {
    for (PackedWeight weight : weights) {
      fillTo(weight.offset());
      new Walk(weight).write();
    }
    fillTo(total);
    flush();
  }

  private void fillTo(long offset) throws IOException {
    if (offset < written) {
      throw new CompilerBug("pack-weights", "weights overlap at byte " + offset);
    }
    while (written < offset) {
      room(1).put((byte) 0);
    }
  }

  /** The buffer with room for one element, which the caller adds. */
  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    written += bytes;
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }

  /** The way through the physical dimensions of a weight's layout, its logical index in step. */
  private final class Walk {
    private final Tensor tensor;
    private final ElementType elements;
    private final List<Layout.Dim> dims;
    private final long[] shape;
    private final long[] strides;

    /** The logical index of the element at which the walk is; outside of the shape in padding. */
    private final long[] index;

    Walk(PackedWeight weight) {
      tensor = weight.tensor();
      elements = weight.elements();
      dims = weight.layout().dims();
      shape = tensor.type().dims().stream().mapToLong(d -> d).toArray();
      strides = new long[shape.length];
      long stride = 1;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= shape[axis];
      }
      index = new long[shape.length];
      dims.forEach(d -> index[d.axis()] = -d.offset());
    }

    void write() throws IOException {
      if (dims.isEmpty()) {
        element(0);
      } else {
        walk(0);
      }
    }

    private void walk(int dim) throws IOException {
      if (dim == dims.size() - 1) {
        row(dims.get(dim));
        return;
      }
      Layout.Dim d = dims.get(dim);
      for (int digit = 0; digit < d.extent(); digit++) {
        walk(dim + 1);
        index[d.axis()] += d.divisor();
      }
      index[d.axis()] -= (long) d.extent() * d.divisor();
    }

    /** The innermost dimension, where only the index of one axis changes. */
    private void row(Layout.Dim d) throws IOException {
      boolean exists = true;
      long base = 0;
      for (int axis = 0; axis < index.length; axis++) {
        if (axis != d.axis()) {
          exists &= index[axis] >= 0 && index[axis] < shape[axis];
          base += index[axis] * strides[axis];
        }
      }
      for (int digit = 0; digit < d.extent(); digit++) {
        long i = index[d.axis()] + (long) digit * d.divisor();
        if (exists && i >= 0 && i < shape[d.axis()]) {
          element(base + i * strides[d.axis()]);
        } else {
          zero();
        }
      }
    }

    private void element(long position) throws IOException {
      ByteBuffer target = room(elements.bytes());
      switch (elements) {
        case F32 -> target.putFloat(withoutSubnormals(tensor.floatAt(position)));
        case BF16 -> target.putShort(Bfloat16.bits(tensor.floatAt(position)));
        case I64 -> target.putLong((long) tensor.doubleAt(position));
        case I32 -> target.putInt((int) tensor.doubleAt(position));
        case BOOL -> target.put((byte) tensor.doubleAt(position));
      }
    }

    private void zero() throws IOException {
      for (int b = 0; b < elements.bytes(); b++) {
        room(1).put((byte) 0);
      }
    }
  }

  private static float withoutSubnormals(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }
}
