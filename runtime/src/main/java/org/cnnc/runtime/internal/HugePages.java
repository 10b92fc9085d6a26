package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory in pages of 2 MB, of which a few cover what would else be thousands of pages, more than a
 * core keeps the addresses of.
 */
final class HugePages {
  private static final long SIZE = 2L << 20;

  /** The kernel may use huge pages here: most systems wait to be asked. */
  private static final int MADV_HUGEPAGE = 14;

  /** The kernel is to put what is there already into huge pages at once; since Linux 6.1. */
  private static final int MADV_COLLAPSE = 25;

  private HugePages() {}

  /**
   * Zeroed memory, all of it touched; in huge pages if it is large and the system has them.
   *
   * @throws OutOfMemoryError if there is not enough
   */
  static MemorySegment allocate(Arena arena, long bytes) {
    if (bytes < SIZE) {
      return Call.allocate(arena, bytes);
    }
    long rounded = Math.ceilDiv(bytes, SIZE) * SIZE;
    MemorySegment memory = arena.allocate(rounded, SIZE);
    try {
      MethodHandle advise =
          CLibrary.function(
              "madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
      // What they return says nothing useful: a system that refuses has small pages.
      int _ = (int) advise.invokeExact(memory.address(), rounded, MADV_HUGEPAGE);
      int _ = (int) advise.invokeExact(memory.address(), rounded, MADV_COLLAPSE);
    } catch (IOException e) {
      // Likewise where there is no such function.
      return memory;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing of its own", e);
    }
    return memory;
  }
}
