package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Pixels;
import org.cnnc.runtime.image.Image;

/**
 * Makes images of pictures by a library's own code. It is for one thread at a time, and keeps its
 * scratch memory from one picture to the next.
 */
public final class Preparer implements AutoCloseable {
  /**
   * {@code int64_t prepare(int32_t, const uint8_t *, const cnnc_picture *, float *)}. Samples are
   * read where they lie on the Java heap, so that no picture is copied.
   */
  @SuppressWarnings("restricted") // The signature is the ABI's.
  private static final MethodHandle PREPARE =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
              Linker.Option.critical(true));

  // Of cnnc_picture in docs/ABI.md.
  private static final long PICTURE_BYTES = 48;
  private static final long ROW_BYTES = 0;
  private static final long WIDTH = 8;
  private static final long HEIGHT = 12;
  private static final long PIXEL_BYTES = 16;
  private static final long RED = 20;
  private static final long GREEN = 24;
  private static final long BLUE = 28;
  private static final long SCRATCH_BYTES = 32;
  private static final long SCRATCH = 40;

  private final NativeLibrary library;
  private final List<Boolean> compiled;
  private final MemorySegment description;
  private Arena scratchArena = Arena.ofShared();

  /**
   * A preparer for all inputs of a library.
   *
   * @param arena closed after the preparer
   */
  public Preparer(Arena arena, NativeLibrary library, Manifest manifest) {
    this.library = library;
    this.description = arena.allocate(PICTURE_BYTES, Long.BYTES);
    this.compiled =
        manifest.inputs().stream()
            .map(input -> input.pixels().map(Pixels::isCompiled).orElse(false))
            .toList();
  }

  /** Whether the library has code for an input. */
  public boolean has(int input) {
    return compiled.get(input);
  }

  /**
   * Makes an image.
   *
   * @param input one that the library has code for
   * @param image its memory
   * @return 0, or an error code of docs/ABI.md, which are negative
   * @throws OutOfMemoryError if there is no room for the scratch memory
   */
  public long prepare(int input, Image picture, MemorySegment image) {
    int channels = picture.channels();
    description.set(JAVA_LONG, ROW_BYTES, (long) picture.width() * channels);
    description.set(JAVA_INT, WIDTH, picture.width());
    description.set(JAVA_INT, HEIGHT, picture.height());
    description.set(JAVA_INT, PIXEL_BYTES, channels);
    description.set(JAVA_INT, RED, 0);
    // A grey sample is all three.
    description.set(JAVA_INT, GREEN, channels == 1 ? 0 : 1);
    description.set(JAVA_INT, BLUE, channels == 1 ? 0 : 2);
    long status = invoke(input, picture.segment(), image);
    if (status > 0) {
      allocate(status);
      status = invoke(input, picture.segment(), image);
    }
    return status;
  }

  private void allocate(long bytes) {
    Arena larger = Arena.ofShared();
    try {
      MemorySegment scratch = Call.allocate(larger, bytes);
      description.set(ADDRESS, SCRATCH, scratch);
      description.set(JAVA_LONG, SCRATCH_BYTES, bytes);
    } catch (OutOfMemoryError e) {
      larger.close();
      throw e;
    }
    scratchArena.close();
    scratchArena = larger;
  }

  private long invoke(int input, MemorySegment samples, MemorySegment image) {
    try {
      return (long) PREPARE.invokeExact(library.preparation(), input, samples, description, image);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing of its own", e);
    }
  }

  @Override
  public void close() {
    scratchArena.close();
  }
}
