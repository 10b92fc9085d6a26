package org.cnnc.ir.loop.interpreter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.tensor.Bfloat16;
import org.jspecify.annotations.Nullable;

/** The memory of a buffer, and who wrote and read its elements. */
final class Storage {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort BF16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Buffer buffer;
  private final MemorySegment memory;

  /** The elements that have a value; null where all have. */
  private final @Nullable BitSet written;

  /** By element, who wrote it last, and who read it first; empty where only one can. */
  private final @Nullable Iteration[] writers;

  private final @Nullable Iteration[] readers;

  /** The elements of an operand over which a result has been written; null where that cannot be. */
  private final @Nullable BitSet overwritten;

  /**
   * @param tracked whether concurrent iterations share the buffer, and some write it
   * @param isOverlaid whether this is a result that is written over an operand
   */
  Storage(Buffer buffer, MemorySegment memory, boolean tracked, boolean isOverlaid) {
    this.buffer = buffer;
    this.memory = memory;
    this.written = buffer.space() == Space.GLOBAL ? null : new BitSet();
    this.overwritten = isOverlaid ? new BitSet() : null;
    int n = tracked ? Math.toIntExact(buffer.layout().elements()) : 0;
    this.writers = new @Nullable Iteration[n];
    this.readers = new @Nullable Iteration[n];
  }

  /** Memory for a buffer that a nest allocates. */
  static Storage allocate(Buffer buffer, boolean tracked) {
    int bytes = Math.toIntExact(buffer.bytes());
    return new Storage(buffer, MemorySegment.ofArray(new byte[bytes]), tracked, false);
  }

  /** Makes all contents undefined again, and nobody's: the memory is that of a new buffer. */
  void forget() {
    if (written != null) {
      written.clear();
    }
    Arrays.fill(writers, null);
    Arrays.fill(readers, null);
  }

  float floatAt(long position, Iteration by) {
    checkRead(position, by);
    return switch (buffer.dtype()) {
      case F32 -> memory.get(F32, position * Float.BYTES);
      case BF16 -> Bfloat16.widen(memory.get(BF16, position * Short.BYTES));
      case I64, I32, BOOL -> throw new IllegalStateException("no float: " + buffer);
    };
  }

  long indexAt(long position, Iteration by) {
    checkRead(position, by);
    return switch (buffer.dtype()) {
      case I64 -> memory.get(I64, position * Long.BYTES);
      case I32 -> memory.get(I32, position * Integer.BYTES);
      case F32, BF16, BOOL -> throw new IllegalStateException("no index: " + buffer);
    };
  }

  boolean truthAt(long position, Iteration by) {
    checkRead(position, by);
    return memory.get(ValueLayout.JAVA_BYTE, position) != 0;
  }

  void set(long position, float value, Iteration by) {
    checkWrite(position, by);
    switch (buffer.dtype()) {
      case F32 -> memory.set(F32, position * Float.BYTES, value);
      case BF16 -> memory.set(BF16, position * Short.BYTES, Bfloat16.bits(value));
      case I64, I32, BOOL -> throw new IllegalStateException("no float: " + buffer);
    }
  }

  void set(long position, long value, Iteration by) {
    checkWrite(position, by);
    switch (buffer.dtype()) {
      case I64 -> memory.set(I64, position * Long.BYTES, value);
      case I32 -> memory.set(I32, position * Integer.BYTES, (int) value);
      case F32, BF16, BOOL -> throw new IllegalStateException("no index: " + buffer);
    }
  }

  void set(long position, boolean value, Iteration by) {
    checkWrite(position, by);
    memory.set(ValueLayout.JAVA_BYTE, position, (byte) (value ? 1 : 0));
  }

  private void checkRead(long position, Iteration by) {
    if (written != null && !written.get((int) position)) {
      throw new Violation("is read before it is written");
    }
    if (overwritten != null && overwritten.get((int) position)) {
      throw new Violation("is read after a result is written over it");
    }
    if (writers.length == 0) {
      return;
    }
    int i = (int) position;
    Iteration writer = writers[i];
    if (writer != null && writer.isConcurrentWith(by)) {
      throw new Violation("is read while another iteration writes it");
    }
    Iteration reader = readers[i];
    if (reader == null || !reader.isConcurrentWith(by)) {
      readers[i] = by;
    }
  }

  private void checkWrite(long position, Iteration by) {
    if (written != null) {
      written.set((int) position);
    }
    if (overwritten != null) {
      overwritten.set((int) position);
    }
    if (writers.length == 0) {
      return;
    }
    int i = (int) position;
    Iteration writer = writers[i];
    Iteration reader = readers[i];
    if (writer != null && writer.isConcurrentWith(by)) {
      throw new Violation("is written by two iterations at once");
    }
    if (reader != null && reader.isConcurrentWith(by)) {
      throw new Violation("is written while another iteration reads it");
    }
    writers[i] = by;
  }

  /** An access that is wrong; the {@link Access} around knows where it is. */
  static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message, null, false, false);
    }
  }
}
