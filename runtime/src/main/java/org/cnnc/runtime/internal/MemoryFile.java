package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An anonymous file in memory (Linux's {@code memfd_create}), from which a library is mapped.
 *
 * <p>A library is never mapped from its own file, for three reasons. The file may be overwritten
 * while its code runs, which would kill the process. glibc knows a library by its path and its
 * inode, so a second version under the same path would silently be the first one. And what is
 * mapped must be the bytes whose hash was checked. A private file in {@code /tmp} would do as well,
 * where {@code /tmp} is writable and may hold code; in a hardened container it often is neither.
 */
public final class MemoryFile implements AutoCloseable {
  /** Do not leak the descriptor into child processes. */
  private static final int MFD_CLOEXEC = 1;

  private final int descriptor;

  private MemoryFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Makes an empty file.
   *
   * @param name shown in {@code /proc/self/maps}; need not be unique
   * @throws IOException if the operating system has no such files or refuses one
   */
  public static MemoryFile create(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
      MethodHandle create =
          CLibrary.function(
              "memfd_create",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
              Linker.Option.captureCallState("errno"));
      int descriptor = (int) create.invokeExact(errno, arena.allocateFrom(name), MFD_CLOEXEC);
      if (descriptor < 0) {
        long offset =
            Linker.Option.captureStateLayout()
                .byteOffset(MemoryLayout.PathElement.groupElement("errno"));
        throw new IOException(
            "memfd_create failed with error %d of errno.h: this process may not make memory files"
                .formatted(errno.get(JAVA_INT, offset)));
      }
      return new MemoryFile(descriptor);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing of its own", e);
    }
  }

  /** A path to the file for this process; as long as the file is open no other file has it. */
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** Opens the file to write from its beginning. */
  public FileChannel writer() throws IOException {
    return FileChannel.open(path(), StandardOpenOption.WRITE);
  }

  /** Gives the path free. What is mapped stays mapped. */
  @Override
  public void close() {
    try {
      MethodHandle close = CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
      // The result says nothing useful: the descriptor is free whatever it is.
      int _ = (int) close.invokeExact(descriptor);
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError("every C library has close", e);
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing of its own", e);
    }
  }
}
