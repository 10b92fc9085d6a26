package org.cnnc.runtime;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;

/**
 * An output of a workspace: what the last run made, row-major, images one after another.
 *
 * <p>Every method throws {@link ClosedException} after the workspace was closed, and {@link
 * ConcurrentUseException} while another thread uses it; those that return data throw {@link
 * ShapeException} before the first run.
 */
public final class OutputTensor {
  private final Guard guard;
  private final TensorMemory tensor;

  OutputTensor(Guard guard, TensorMemory tensor) {
    this.guard = guard;
    this.tensor = tensor;
  }

  /** Name, type and shape. */
  public Port port() {
    return tensor.port();
  }

  /** How many images the last run made; 0 before the first. */
  public int images() {
    return Math.max(tensor.images(), 0);
  }

  /**
   * A copy of the last run's {@code images() * port().shape().elements()} elements.
   *
   * @throws ElementTypeException if this is no {@code f32} output
   */
  public float[] toFloatArray() {
    tensor.checkType(ElementType.F32);
    return read(memory -> memory.toArray(JAVA_FLOAT));
  }

  /** {@link #toFloatArray} for an {@code i64} output. */
  public long[] toLongArray() {
    tensor.checkType(ElementType.I64);
    return read(memory -> memory.toArray(JAVA_LONG));
  }

  /** {@link #toFloatArray} for an {@code i32} output. */
  public int[] toIntArray() {
    tensor.checkType(ElementType.I32);
    return read(memory -> memory.toArray(JAVA_INT));
  }

  /** {@link #toFloatArray} for a {@code bool} output: each byte is 0 or 1. */
  public byte[] toByteArray() {
    tensor.checkType(ElementType.BOOL);
    return read(memory -> memory.toArray(JAVA_BYTE));
  }

  /**
   * Copies the last run's elements to the beginning of an array.
   *
   * @param target at least {@code images() * port().shape().elements()} long
   * @throws ElementTypeException if this is no {@code f32} output
   * @throws ShapeException if the array is too short
   */
  public void copyTo(float[] target) {
    tensor.checkType(ElementType.F32);
    copyTo(MemorySegment.ofArray(target));
  }

  /**
   * Copies the last run's bytes to the beginning of a segment.
   *
   * @param target at least {@code images() * port().bytes()} bytes
   * @throws ShapeException if the segment is too short
   */
  public void copyTo(MemorySegment target) {
    int bytes = port().type().bytes();
    read(
        memory -> {
          if (target.byteSize() < memory.byteSize()) {
            throw new ShapeException(
                "room for %d elements, but `%s` holds %d images, %d elements"
                    .formatted(
                        target.byteSize() / bytes, port(), images(), memory.byteSize() / bytes));
          }
          return target.asSlice(0, memory.byteSize()).copyFrom(memory);
        });
  }

  /**
   * The memory of the last run's images, read-only. The next run writes there; it is valid until a
   * run makes more images than ever before, or the workspace is closed, and using it later throws
   * {@link IllegalStateException}.
   *
   * @return {@code images() * port().bytes()} bytes, 64-byte aligned
   */
  public MemorySegment segment() {
    return read(MemorySegment::asReadOnly);
  }

  private <T> T read(Function<MemorySegment, T> reader) {
    guard.enter();
    try {
      if (tensor.images() == TensorMemory.EMPTY) {
        throw new ShapeException(
            "`%s` holds nothing yet: call run before reading it".formatted(port()));
      }
      return reader.apply(tensor.memory(tensor.images()));
    } finally {
      guard.exit();
    }
  }
}
