package org.cnnc.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.internal.Call;

/** The memory of one input or output: room for some images, of which the first few are in use. */
final class TensorMemory implements AutoCloseable {
  /** What {@link #images} is before there is anything in the memory. */
  static final int EMPTY = -1;

  private final Port port;
  private Arena arena;
  private MemorySegment memory;
  private int room;
  private int images = EMPTY;

  /** Who has to know where the memory is, before it is somewhere else. */
  private Consumer<MemorySegment> user = _ -> {};

  TensorMemory(Port port, int room) {
    this.port = port;
    this.room = room;
    this.arena = Arena.ofShared();
    this.memory = allocate(arena, room);
  }

  Port port() {
    return port;
  }

  /** The whole memory, 64-byte aligned. */
  MemorySegment memory() {
    return memory;
  }

  /** Tells someone where the whole memory is, now and whenever that changes. */
  void tell(Consumer<MemorySegment> newUser) {
    user = newUser;
    user.accept(memory);
  }

  /** The images in use, or {@link #EMPTY}. */
  int images() {
    return images;
  }

  void images(int count) {
    images = count;
  }

  /** The memory of the first {@code count} images; there is room for them. */
  MemorySegment memory(int count) {
    return memory.asSlice(0, count * port.bytes());
  }

  /** Makes room for this many images; if there was less, the contents are lost. */
  void ensure(int count) {
    if (count > room) {
      Arena larger = Arena.ofShared();
      memory = allocate(larger, count);
      images = EMPTY;
      room = count;
      Arena smaller = arena;
      arena = larger;
      try {
        user.accept(memory);
      } finally {
        smaller.close();
      }
    }
  }

  void checkType(ElementType type) {
    if (port.type() != type) {
      throw new ElementTypeException(
          "`%s` holds %s, not %s: use %s, or a MemorySegment"
              .formatted(
                  port.name(),
                  port.type(),
                  type,
                  switch (port.type()) {
                    case F32 -> "float[]";
                    case I64 -> "long[]";
                    case I32 -> "int[]";
                    case BOOL -> "byte[] with 0 or 1";
                  }));
    }
  }

  /** How many images this many elements are. */
  int imagesOf(long elements) {
    long perImage = port.shape().elements();
    if (perImage == 0) {
      return imagesWithoutElements(elements);
    }
    long count = elements / perImage;
    boolean whole = elements == count * perImage && count <= Integer.MAX_VALUE;
    if (!whole || !(port.shape().batched() || count == 1)) {
      throw new ShapeException(
          "%d elements for `%s`; expected %s%d"
              .formatted(elements, port, port.shape().batched() ? "a multiple of " : "", perImage));
    }
    return (int) count;
  }

  /** One, for nothing: only {@link InputTensor#segment} can say that there are more. */
  private int imagesWithoutElements(long elements) {
    if (elements != 0) {
      throw new ShapeException("%d elements for `%s`; expected 0".formatted(elements, port));
    }
    return 1;
  }

  /** Closes the arena if there is no room. */
  private MemorySegment allocate(Arena arena, int count) {
    try {
      return Call.allocate(arena, Math.multiplyExact(port.bytes(), (long) count));
    } catch (OutOfMemoryError | ArithmeticException e) {
      arena.close();
      throw Workspace.outOfMemory("%d images of `%s`".formatted(count, port));
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
