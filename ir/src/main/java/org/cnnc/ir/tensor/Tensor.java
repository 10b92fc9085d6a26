package org.cnnc.ir.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * The elements of a tensor, row-major and little endian, on the heap or in a mapped file; never
 * changed once made. The type has no symbolic batch.
 */
public final class Tensor {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long DIGEST_BYTES = 1 << 20;

  private final TensorType type;
  private final MemorySegment data;

  /**
   * @throws IllegalArgumentException where the segment's size is not the type's, or the type has a
   *     symbolic batch
   */
  public Tensor(TensorType type, MemorySegment data) {
    if (type.isBatched()) {
      throw new IllegalArgumentException("data of a symbolic shape " + type);
    }
    if (data.byteSize() != type.elements() * type.dtype().bytes()) {
      throw new IllegalArgumentException(
          "%s needs %d bytes, got %d"
              .formatted(type, type.elements() * type.dtype().bytes(), data.byteSize()));
    }
    this.type = type;
    this.data = data.asReadOnly();
  }

  public static Tensor ofFloats(TensorType type, float[] values) {
    if (type.dtype() != DType.F32) {
      throw new IllegalArgumentException("floats for a tensor of type " + type);
    }
    return new Tensor(type, MemorySegment.ofArray(values));
  }

  public static Tensor ofLongs(TensorType type, long[] values) {
    if (type.dtype() != DType.I64) {
      throw new IllegalArgumentException("longs for a tensor of type " + type);
    }
    return new Tensor(type, MemorySegment.ofArray(values));
  }

  /** A tensor of one value everywhere; {@code type} is of f32. */
  public static Tensor filled(TensorType type, float value) {
    return generate(type, i -> value);
  }

  /** A tensor whose element at row-major position {@code i} is {@code element(i)}, converted. */
  public static Tensor generate(TensorType type, LongToDoubleFunction element) {
    int n = Math.toIntExact(type.elements());
    return switch (type.dtype()) {
      case F32 -> {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
          values[i] = (float) element.applyAsDouble(i);
        }
        yield new Tensor(type, MemorySegment.ofArray(values));
      }
      case I64 -> {
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
          values[i] = (long) element.applyAsDouble(i);
        }
        yield new Tensor(type, MemorySegment.ofArray(values));
      }
      case I32 -> {
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
          values[i] = (int) element.applyAsDouble(i);
        }
        yield new Tensor(type, MemorySegment.ofArray(values));
      }
      case BOOL -> {
        byte[] values = new byte[n];
        for (int i = 0; i < n; i++) {
          values[i] = (byte) (element.applyAsDouble(i) != 0 ? 1 : 0);
        }
        yield new Tensor(type, MemorySegment.ofArray(values));
      }
    };
  }

  public TensorType type() {
    return type;
  }

  /** The elements as bytes, read-only. */
  public MemorySegment data() {
    return data;
  }

  /** An element of an f32 tensor by its row-major position. */
  public float floatAt(long i) {
    return data.get(F32, i * Float.BYTES);
  }

  /** An element of a tensor of integers or truth values by its row-major position. */
  public long longAt(long i) {
    return switch (type.dtype()) {
      case I64 -> data.get(I64, i * Long.BYTES);
      case I32 -> data.get(I32, i * Integer.BYTES);
      case BOOL -> data.get(ValueLayout.JAVA_BYTE, i);
      case F32 -> throw new IllegalArgumentException("an integer of a tensor of type " + type);
    };
  }

  /** An element of any dtype by its row-major position; i64 beyond 2^53 are rounded. */
  public double doubleAt(long i) {
    return switch (type.dtype()) {
      case F32 -> floatAt(i);
      case I64 -> data.get(I64, i * Long.BYTES);
      case I32 -> data.get(I32, i * Integer.BYTES);
      case BOOL -> data.get(ValueLayout.JAVA_BYTE, i);
    };
  }

  /** A copy of an f32 tensor's elements. */
  public float[] toFloatArray() {
    return data.toArray(F32);
  }

  /** Adds the elements' bytes to a digest. */
  public void addTo(MessageDigest digest) {
    for (long at = 0; at < data.byteSize(); at += DIGEST_BYTES) {
      MemorySegment chunk = data.asSlice(at, Math.min(DIGEST_BYTES, data.byteSize() - at));
      // Copied: a heap segment of floats has no byte buffer of its own.
      digest.update(chunk.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** The elements of an f32 tensor with zeros behind them, in a shape that is nowhere smaller. */
  public Tensor zeroExtended(List<Integer> dims) {
    List<Integer> before = type.dims();
    return generate(
        type.withDims(dims),
        i -> {
          long rest = i;
          long source = 0;
          long stride = 1;
          for (int axis = dims.size() - 1; axis >= 0; axis--) {
            long index = rest % dims.get(axis);
            if (index >= before.get(axis)) {
              return 0;
            }
            source += index * stride;
            stride *= before.get(axis);
            rest /= dims.get(axis);
          }
          return floatAt(source);
        });
  }

  /** The same elements in another shape of as many elements. */
  public Tensor reshaped(TensorType newType) {
    return new Tensor(newType, data);
  }

  /**
   * The tensor with its dimensions in another order: dimension {@code i} of the result is {@code
   * permutation.get(i)} of this one. Integers are at most 2^53.
   */
  public Tensor transposed(List<Integer> permutation) {
    int rank = type.rank();
    TensorType result = type.withDims(permutation.stream().map(type::dim).toList());
    long[] strides = new long[rank];
    long stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[permutation.indexOf(axis)] = stride;
      stride *= type.dim(axis);
    }
    return generate(
        result,
        i -> {
          long position = 0;
          long rest = i;
          for (int axis = rank - 1; axis >= 0; axis--) {
            position += rest % result.dim(axis) * strides[axis];
            rest /= result.dim(axis);
          }
          return doubleAt(position);
        });
  }

  /** Same type and same bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t && type.equals(t.type) && data.mismatch(t.data) == -1;
  }

  @Override
  public int hashCode() {
    // The first element is enough: graphs hold few constants of one shape that share it.
    return type.hashCode() * 31
        + (data.byteSize() == 0 ? 0 : data.get(ValueLayout.JAVA_BYTE, data.byteSize() - 1));
  }

  @Override
  public String toString() {
    return "tensor " + type;
  }
}
