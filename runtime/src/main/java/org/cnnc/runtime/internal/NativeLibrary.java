package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** A mapped library and, where they are beside it, its mapped weights. */
public final class NativeLibrary implements AutoCloseable {
  /** Of {@code cnnc_model} in docs/ABI.md. */
  private static final long DESCRIPTOR_BYTES = 32;

  private static final long ABI = 0;
  private static final long MANIFEST_BYTES = 4;
  private static final long MANIFEST = 8;
  private static final long WORKSPACE_BYTES = 16;
  private static final long RUN = 24;

  /** Where the manifest says that there is one: older libraries end before it. */
  private static final long PREPARE = 32;

  private final Arena arena;
  private final MemoryFile file;
  private final MemorySegment descriptor;
  private final MemorySegment weights;

  private NativeLibrary(
      Arena arena, MemoryFile file, MemorySegment descriptor, MemorySegment weights) {
    this.arena = arena;
    this.file = file;
    this.descriptor = descriptor;
    this.weights = weights;
  }

  /**
   * Maps a library. On success the arena and the file belong to the result, which closes them.
   *
   * @param symbol of the descriptor
   * @param weights NULL, or memory of the arena
   * @throws IOException if it cannot be mapped or lacks the symbol
   */
  @SuppressWarnings("restricted") // Its caller has checked that the compiler wrote these bytes.
  public static NativeLibrary open(
      Arena arena, MemoryFile file, String symbol, MemorySegment weights) throws IOException {
    SymbolLookup lookup;
    try {
      // By name and not by path: the lookup by path resolves the link, and a memory file has no
      // name to resolve it to.
      lookup = SymbolLookup.libraryLookup(file.path().toString(), arena);
    } catch (IllegalArgumentException e) {
      throw new IOException("the operating system refuses to map the library", e);
    }
    MemorySegment descriptor =
        lookup
            .find(symbol)
            .orElseThrow(() -> new IOException("the library does not export " + symbol))
            .reinterpret(DESCRIPTOR_BYTES);
    return new NativeLibrary(arena, file, descriptor, weights);
  }

  public int abi() {
    return descriptor.get(JAVA_INT, ABI);
  }

  public long workspaceBytes() {
    return descriptor.get(JAVA_LONG, WORKSPACE_BYTES);
  }

  /**
   * The library's own copy of its manifest, or nothing if it is longer than {@code maxBytes}.
   *
   * @param maxBytes what the caller is ready to read
   */
  @SuppressWarnings("restricted") // The length comes from the same library as the pointer.
  public Optional<byte[]> manifest(int maxBytes) {
    int bytes = descriptor.get(JAVA_INT, MANIFEST_BYTES);
    return bytes < 0 || bytes > maxBytes
        ? Optional.empty()
        : Optional.of(descriptor.get(ADDRESS, MANIFEST).reinterpret(bytes).toArray(JAVA_BYTE));
  }

  /** The function {@code run}. The holder of the address keeps the library open. */
  MemorySegment function() {
    return MemorySegment.ofAddress(descriptor.get(ADDRESS, RUN).address());
  }

  /** The function {@code prepare} of a library whose manifest says that it has one. */
  @SuppressWarnings("restricted") // The manifest is that of the descriptor.
  MemorySegment preparation() {
    MemorySegment whole = descriptor.reinterpret(PREPARE + ADDRESS.byteSize());
    return MemorySegment.ofAddress(whole.get(ADDRESS, PREPARE).address());
  }

  MemorySegment weights() {
    return weights;
  }

  @Override
  public void close() {
    arena.close();
    // After the unmapping: until then glibc knows the library by the path of this file.
    file.close();
  }
}
