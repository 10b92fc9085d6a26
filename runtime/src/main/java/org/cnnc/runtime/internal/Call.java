package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The arguments of one run in native memory: a {@code cnnc_call} for each thread, the two pointer
 * arrays, the workspace and the barrier. Made once, then only its pointers and its batch change.
 */
public final class Call {
  /** What the ABI asks of every buffer: a cache line, and the widest vector. */
  public static final long ALIGNMENT = 64;

  private static final long INPUTS = 0;
  private static final long OUTPUTS = 8;
  private static final long WORKSPACE = 16;
  private static final long WEIGHTS = 24;
  private static final long BATCH = 32;
  private static final long THREAD = 40;
  private static final long THREADS = 44;
  private static final long BARRIER = 48;

  /** 56 bytes, in a cache line each, as every thread reads its own all the time. */
  private static final long STRIDE = 64;

  /** Two cache lines for all threads, and one for each. */
  private static final long BARRIER_LINE = 64;

  private final int threads;
  private final MemorySegment calls;
  private final MemorySegment inputs;
  private final MemorySegment outputs;

  /**
   * Allocates a call in an arena that is closed only when no thread is in it.
   *
   * @param inputs the number of inputs
   * @param outputs the number of outputs
   */
  public Call(
      Arena arena,
      NativeLibrary library,
      long workspaceBytes,
      int inputs,
      int outputs,
      int threads) {
    this.threads = threads;
    this.inputs = allocate(arena, inputs * ADDRESS.byteSize());
    this.outputs = allocate(arena, outputs * ADDRESS.byteSize());
    this.calls = allocate(arena, threads * STRIDE);
    MemorySegment workspace = HugePages.allocate(arena, workspaceBytes);
    MemorySegment barrier = allocate(arena, BARRIER_LINE * (2 + threads));
    for (int thread = 0; thread < threads; thread++) {
      MemorySegment call = calls.asSlice(thread * STRIDE, STRIDE);
      call.set(ADDRESS, INPUTS, this.inputs);
      call.set(ADDRESS, OUTPUTS, this.outputs);
      call.set(ADDRESS, WORKSPACE, workspace);
      call.set(ADDRESS, WEIGHTS, library.weights());
      call.set(JAVA_INT, THREAD, thread);
      call.set(JAVA_INT, THREADS, threads);
      call.set(ADDRESS, BARRIER, barrier);
    }
  }

  /** Zeroed memory, aligned as the ABI asks; never empty, so that it has an address of its own. */
  public static MemorySegment allocate(Arena arena, long bytes) {
    return arena.allocate(Math.max(bytes, 1), ALIGNMENT);
  }

  // Addresses are written as longs: escape analysis need not remove a segment for each.

  public void input(int index, MemorySegment memory) {
    inputs.setAtIndex(JAVA_LONG, index, memory.address());
  }

  public void output(int index, MemorySegment memory) {
    outputs.setAtIndex(JAVA_LONG, index, memory.address());
  }

  public void batch(long batch) {
    for (int thread = 0; thread < threads; thread++) {
      calls.set(JAVA_LONG, thread * STRIDE + BATCH, batch);
    }
  }

  int threads() {
    return threads;
  }

  /** The address of a thread's {@code cnnc_call}. */
  long address(int thread) {
    return calls.address() + thread * STRIDE;
  }
}
