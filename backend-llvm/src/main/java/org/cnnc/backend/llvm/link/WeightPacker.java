package org.cnnc.backend.llvm.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.tensor.DType;
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
      pack(weight);
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
      written++;
    }
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }

  /** A tensor's elements on their way through the physical dimensions of a layout. */
  private void pack(PackedWeight weight) throws IOException {
    List<Layout.Dim> dims = weight.layout().dims();
    int rank = weight.tensor().type().rank();
    long[] index = new long[rank];
    for (Layout.Dim d : dims) {
      index[d.axis()] = -d.offset();
    }
    long[] strides = new long[rank];
    long stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= weight.tensor().type().dim(axis);
    }
    pack(weight.tensor(), dims, 0, index, strides);
  }

  private void pack(Tensor tensor, List<Layout.Dim> dims, int dim, long[] index, long[] strides)
      throws IOException {
    if (dim == dims.size()) {
      element(tensor, index, strides);
      return;
    }
    Layout.Dim d = dims.get(dim);
    for (int digit = 0; digit < d.extent(); digit++) {
      pack(tensor, dims, dim + 1, index, strides);
      index[d.axis()] += d.divisor();
    }
    index[d.axis()] -= (long) d.extent() * d.divisor();
  }

  private void element(Tensor tensor, long[] index, long[] strides) throws IOException {
    long position = 0;
    boolean exists = true;
    for (int axis = 0; axis < index.length; axis++) {
      exists &= index[axis] >= 0 && index[axis] < tensor.type().dim(axis);
      position += index[axis] * strides[axis];
    }
    DType dtype = tensor.type().dtype();
    ByteBuffer target = room(dtype.bytes());
    written += dtype.bytes();
    if (!exists) {
      target
          .put(target.position(), new byte[dtype.bytes()])
          .position(target.position() + dtype.bytes());
      return;
    }
    switch (dtype) {
      case F32 -> target.putFloat(withoutSubnormals(tensor.floatAt(position)));
      case I64 -> target.putLong((long) tensor.doubleAt(position));
      case I32 -> target.putInt((int) tensor.doubleAt(position));
      case BOOL -> target.put((byte) tensor.doubleAt(position));
    }
  }

  private static float withoutSubnormals(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
  }
}
