package org.cnnc.backend.llvm.emit;

/**
 * The functions by which the threads of a call work together, and the memory that they need, which
 * docs/ABI.md calls the barrier. A cache line each hold the number of threads that arrived at the
 * barrier, the number of times it opened, and what is known of each thread:
 *
 * <pre>
 * struct thread {
 *   int64_t taken;  // the number of a dynamic loop * 2^32 + how much of the thread's range in it was taken
 *   int64_t loops;  // how many dynamic loops the thread began
 * };
 * </pre>
 *
 * <p>All threads come by the same dynamic loops, so all count alike, and nothing is ever set back:
 * where another loop's number stands, nothing of the range was taken. A thread that comes late
 * finds its range taken by others, and in a loop that they have left there is nothing to take.
 */
final class ThreadFunctions {
  private static final int LINE = 64;

  /** The lines before those of the threads. */
  private static final int SHARED_LINES = 2;

  /**
   * A thread takes a fourth of what is left of a range: few parts, of which the last ones are
   * small.
   */
  private static final int LOG2_PARTS = 2;

  private ThreadFunctions() {}

  /** Iterations of a loop, the end exclusive. */
  record Range(Value from, Value to) {}

  /** How much memory so many threads need. */
  static int bytes(int threads) {
    return LINE * (SHARED_LINES + threads);
  }

  /** Waits for all threads. */
  static String meet(Value barrier, Value threads) {
    return "call void @cnnc.barrier(%s)".formatted(Code.typed(barrier, threads));
  }

  /** Waits for all threads, where they are more than {@code free}. */
  static void meet(Code code, Value barrier, Value threads, int free) {
    if (free <= 1) {
      code.line(meet(barrier, threads));
      return;
    }
    String stem = code.fresh("meet");
    Value isNeeded = code.compare("icmp sgt", threads, new Value(Type.I32, Integer.toString(free)));
    code.branch(isNeeded, stem, stem + ".end");
    code.label(stem);
    code.line(meet(barrier, threads));
    code.branch(stem + ".end");
    code.label(stem + ".end");
  }

  /** Begins a dynamic loop: its number, times 2^32. */
  static Value begin(Code code, Value barrier, Value thread) {
    String function = "@cnnc.begin";
    code.module().define(function, ThreadFunctions::begin);
    return code.call(Type.I64, function, barrier, thread);
  }

  /** Takes a part of what is left of an owner's range in a dynamic loop; empty if nothing is. */
  static Range take(Code code, Value barrier, Value loop, Value owner, Value threads, long extent) {
    code.module().define("@cnnc.take", ThreadFunctions::take);
    code.module().declare("declare i64 @llvm.umax.i64(i64, i64)");
    String part = "%" + code.fresh("part");
    code.line(
        "%s = call { i64, i64 } @cnnc.take(%s)"
            .formatted(part, Code.typed(barrier, loop, owner, threads, Value.of(extent))));
    return new Range(
        code.result(Type.I64, "extractvalue { i64, i64 } %s, 0".formatted(part)),
        code.result(Type.I64, "extractvalue { i64, i64 } %s, 1".formatted(part)));
  }

  /**
   * Threads that arrive count up; the last one sets the count back and opens the next generation,
   * for which the others wait: for some microseconds spinning, then giving way to other threads, so
   * that more callers than cores still make progress.
   */
  static String barrier(Platform platform, ModuleParts module) {
    module.declare("declare i32 @sched_yield()");
    module.declare(platform.pauseDeclaration());
    return """
        define internal void @cnnc.barrier(ptr %%state, i32 %%threads) #0 {
        entry:
          %%alone = icmp eq i32 %%threads, 1
          br i1 %%alone, label %%end, label %%arrive
        arrive:
          %%opened = getelementptr i8, ptr %%state, i64 64
          %%generation = load atomic i32, ptr %%opened monotonic, align 4
          %%before = atomicrmw add ptr %%state, i32 1 acq_rel, align 4
          %%arrived = add i32 %%before, 1
          %%last = icmp eq i32 %%arrived, %%threads
          br i1 %%last, label %%open, label %%wait
        open:
          store atomic i32 0, ptr %%state monotonic, align 4
          %%next = add i32 %%generation, 1
          store atomic i32 %%next, ptr %%opened release, align 4
          br label %%end
        wait:
          %%spins = phi i32 [ 0, %%arrive ], [ %%more, %%spin ], [ %%spins, %%yield ]
          %%now = load atomic i32, ptr %%opened acquire, align 4
          %%closed = icmp eq i32 %%now, %%generation
          br i1 %%closed, label %%patience, label %%end
        patience:
          %%patient = icmp ult i32 %%spins, 2000
          br i1 %%patient, label %%spin, label %%yield
        spin:
          %%more = add i32 %%spins, 1
          %s
          br label %%wait
        yield:
          %%ignored = call i32 @sched_yield()
          br label %%wait
        end:
          ret void
        }
        """
        .formatted(platform.pause());
  }

  private static String begin() {
    return """
        define internal i64 @cnnc.begin(ptr %%state, i32 %%thread) #0 {
        entry:
          %%number = zext i32 %%thread to i64
          %%line = mul nuw nsw i64 %%number, %d
          %%place = add nuw nsw i64 %%line, %d
          %%loops = getelementptr i8, ptr %%state, i64 %%place
          %%before = load i64, ptr %%loops, align 8
          %%now = add i64 %%before, 1
          store i64 %%now, ptr %%loops, align 8
          %%loop = shl i64 %%now, 32
          ret i64 %%loop
        }
        """
        .formatted(LINE, SHARED_LINES * LINE + Long.BYTES);
  }

  private static String take() {
    return """
        define internal { i64, i64 } @cnnc.take(ptr %%state, i64 %%loop, i32 %%owner, i32 %%threads, i64 %%extent) #0 {
        entry:
          %%number = zext i32 %%owner to i64
          %%count = zext i32 %%threads to i64
          %%next = add nuw nsw i64 %%number, 1
          %%from.product = mul nuw nsw i64 %%number, %%extent
          %%from = udiv i64 %%from.product, %%count
          %%to.product = mul nuw nsw i64 %%next, %%extent
          %%to = udiv i64 %%to.product, %%count
          %%length = sub nuw nsw i64 %%to, %%from
          %%line = mul nuw nsw i64 %%number, %d
          %%place = add nuw nsw i64 %%line, %d
          %%taken = getelementptr i8, ptr %%state, i64 %%place
          %%alone = icmp eq i32 %%threads, 1
          %%log2 = select i1 %%alone, i64 0, i64 %d
          %%first = load atomic i64, ptr %%taken monotonic, align 8
          br label %%look
        look:
          %%seen = phi i64 [ %%first, %%entry ], [ %%actual, %%some ]
          %%ahead = sub i64 %%seen, %%loop
          %%begun = icmp sgt i64 %%ahead, 0
          %%gone = select i1 %%begun, i64 %%ahead, i64 0
          %%rest = icmp slt i64 %%gone, %%length
          br i1 %%rest, label %%some, label %%none
        some:
          %%left = sub nuw nsw i64 %%length, %%gone
          %%share = lshr i64 %%left, %%log2
          %%size = call i64 @llvm.umax.i64(i64 %%share, i64 1)
          %%going = add nuw nsw i64 %%gone, %%size
          %%new = add i64 %%loop, %%going
          %%exchange = cmpxchg weak ptr %%taken, i64 %%seen, i64 %%new monotonic monotonic, align 8
          %%actual = extractvalue { i64, i1 } %%exchange, 0
          %%mine = extractvalue { i64, i1 } %%exchange, 1
          br i1 %%mine, label %%part, label %%look
        part:
          %%part.from = add nuw nsw i64 %%from, %%gone
          %%part.to = add nuw nsw i64 %%from, %%going
          %%half = insertvalue { i64, i64 } poison, i64 %%part.from, 0
          %%part.range = insertvalue { i64, i64 } %%half, i64 %%part.to, 1
          ret { i64, i64 } %%part.range
        none:
          ret { i64, i64 } zeroinitializer
        }
        """
        .formatted(LINE, SHARED_LINES * LINE, LOG2_PARTS);
  }
}
