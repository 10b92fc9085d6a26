package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.runtime.artifact.Manifest;
import org.cnnc.runtime.artifact.Port;

/**
 * The arguments of one run in native memory: for each way to {@link Division divide} it a {@code
 * cnnc_call} for each thread, the pointer arrays, the workspaces and the barrier. Made once, then
 * only its pointers and its batch change.
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

  private final Arena arena;
  private final NativeLibrary library;
  private final Work work;
  private final int threads;
  private final List<Long> inputBytes;
  private final List<Long> outputBytes;
  private final MemorySegment workspace;

  /** All threads share each step. */
  private final Team together;

  /** Each thread by itself; the first one's only, until a batch is divided by images. */
  private final List<Team> alone = new ArrayList<>();

  private Division division = Division.BY_STEPS;

  /**
   * Allocates a call in an arena that is closed only when no thread is in it.
   *
   * @param manifest of the model
   */
  public Call(Arena arena, NativeLibrary library, Manifest manifest, int threads) {
    this.arena = arena;
    this.library = library;
    this.work = Work.of(manifest);
    this.threads = threads;
    this.inputBytes = manifest.inputs().stream().map(Port::bytes).toList();
    this.outputBytes = manifest.outputs().stream().map(Port::bytes).toList();
    this.workspace = HugePages.allocate(arena, work.workspaceBytes());
    this.together = new Team(workspace, threads);
    alone.add(threads == 1 ? together : new Team(workspace, 1));
  }

  /** Threads that run the library together, and the memory that they share. */
  private final class Team {
    private final MemorySegment calls;
    private final MemorySegment inputs;
    private final MemorySegment outputs;
    private final int members;

    Team(MemorySegment workspace, int members) {
      this.members = members;
      this.inputs = allocate(arena, inputBytes.size() * ADDRESS.byteSize());
      this.outputs = allocate(arena, outputBytes.size() * ADDRESS.byteSize());
      this.calls = allocate(arena, members * STRIDE);
      MemorySegment barrier = allocate(arena, BARRIER_LINE * (2 + members));
      for (int thread = 0; thread < members; thread++) {
        MemorySegment call = calls.asSlice(thread * STRIDE, STRIDE);
        call.set(ADDRESS, INPUTS, inputs);
        call.set(ADDRESS, OUTPUTS, outputs);
        call.set(ADDRESS, WORKSPACE, workspace);
        call.set(ADDRESS, WEIGHTS, library.weights());
        call.set(JAVA_INT, THREAD, thread);
        call.set(JAVA_INT, THREADS, members);
        call.set(ADDRESS, BARRIER, barrier);
      }
    }

    /** Some images from the first on, of the memory that the whole call is about. */
    void images(long first, long count) {
      // Addresses are written as longs: escape analysis need not remove a segment for each.
      for (int i = 0; i < inputBytes.size(); i++) {
        long start = together.inputs.getAtIndex(JAVA_LONG, i);
        inputs.setAtIndex(JAVA_LONG, i, start + first * inputBytes.get(i));
      }
      for (int i = 0; i < outputBytes.size(); i++) {
        long start = together.outputs.getAtIndex(JAVA_LONG, i);
        outputs.setAtIndex(JAVA_LONG, i, start + first * outputBytes.get(i));
      }
      for (int thread = 0; thread < members; thread++) {
        calls.set(JAVA_LONG, thread * STRIDE + BATCH, count);
      }
    }
  }

  /** Zeroed memory, aligned as the ABI asks; never empty, so that it has an address of its own. */
  public static MemorySegment allocate(Arena arena, long bytes) {
    return arena.allocate(Math.max(bytes, 1), ALIGNMENT);
  }

  public void input(int index, MemorySegment memory) {
    together.inputs.setAtIndex(JAVA_LONG, index, memory.address());
  }

  public void output(int index, MemorySegment memory) {
    together.outputs.setAtIndex(JAVA_LONG, index, memory.address());
  }

  /**
   * Divides a run of this many images among the threads; inputs and outputs are set already.
   *
   * @throws OutOfMemoryError if a thread of a first run by images gets no scratch memory
   */
  public void batch(int batch) {
    division = work.division(batch, threads);
    switch (division) {
      case BY_STEPS -> together.images(0, batch);
      case ALONE -> alone.getFirst().images(0, batch);
      case BY_IMAGES -> {
        while (alone.size() < threads) {
          alone.add(new Team(HugePages.allocate(arena, work.workspaceBytes()), 1));
        }
        for (int thread = 0; thread < threads; thread++) {
          long first = work.firstImage(thread, batch, threads);
          long next = work.firstImage(thread + 1, batch, threads);
          alone.get(thread).images(first, next - first);
        }
      }
    }
  }

  int threads() {
    return threads;
  }

  /** Whether the first thread runs the whole batch. */
  boolean isForOne() {
    return division == Division.ALONE;
  }

  /** The address of a thread's {@code cnnc_call}. */
  long address(int thread) {
    return switch (division) {
      case BY_STEPS -> together.calls.address() + thread * STRIDE;
      case ALONE, BY_IMAGES -> alone.get(thread).calls.address();
    };
  }
}
