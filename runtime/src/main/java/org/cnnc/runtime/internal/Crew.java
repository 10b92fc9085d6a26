package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a workspace, which run a call together: the caller as number 0, and daemon workers
 * as 1, 2, and so on; runs that are too short for that are the caller's alone. Between runs a
 * worker spins for a moment, so that runs in close succession start without a system call, and then
 * parks. A run allocates nothing.
 */
public final class Crew implements AutoCloseable {
  /** {@code int32_t run(const cnnc_call *)}; a long is passed as a pointer is, and is no object. */
  @SuppressWarnings("restricted") // The signature is the ABI's.
  private static final MethodHandle RUN =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  /** About what parking and waking a thread costs: waiting longer than that never pays twice. */
  private static final long SPIN_NANOS = 50_000;

  private final MemorySegment function;
  private final Call call;
  private final long spinNanos;
  private final List<Worker> workers = new ArrayList<>();

  /** The number of the run that workers should be in; negative when the crew is closed. */
  private volatile int current;

  /** How many workers are still in the run. */
  private final AtomicInteger running = new AtomicInteger();

  /** What the last worker that failed in this run returned; 0 if none did. */
  private volatile int workerStatus;

  /**
   * Starts the workers.
   *
   * @param name of the model, for the names of the threads
   * @throws OutOfMemoryError if the system has no more threads; none is left behind
   */
  public Crew(NativeLibrary library, Call call, String name) {
    this.function = library.function();
    this.call = call;
    // With fewer processors than threads a spinning worker keeps another one from working.
    this.spinNanos = call.threads() <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
    try {
      for (int thread = 1; thread < call.threads(); thread++) {
        var worker = new Worker("cnnc-" + name + "-" + thread, thread);
        worker.thread.start();
        workers.add(worker);
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /**
   * Runs the call with the whole crew; to be called by one thread at a time.
   *
   * @return what the library returned: 0, or an error code of docs/ABI.md
   */
  @SuppressWarnings("ThreadPriorityCheck") // Yields only where spinning would cost more.
  public int run() {
    if (call.isForOne()) {
      return invoke(call.address(0));
    }
    workerStatus = 0;
    running.set(workers.size());
    // All that was written to the call before this volatile write is visible to who reads it.
    current = next(current);
    for (int i = 0; i < workers.size(); i++) {
      workers.get(i).wake();
    }
    int status = invoke(call.address(0));
    long start = System.nanoTime();
    while (running.get() != 0) {
      // The library's last barrier lets all threads go at once: what is waited for is a return.
      if (System.nanoTime() - start < spinNanos) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    return status != 0 ? status : workerStatus;
  }

  private int invoke(long address) {
    try {
      return (int) RUN.invokeExact(function, address);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a native call throws nothing of its own", e);
    }
  }

  /** Counts 0, 1, ... 2^31 - 1, 0, so that it is never negative. */
  private static int next(int run) {
    return (run + 1) & Integer.MAX_VALUE;
  }

  /** Ends the workers and waits for them: afterwards none touches the call or the library. */
  @Override
  public void close() {
    current = -1;
    for (Worker worker : workers) {
      worker.wake();
    }
    boolean interrupted = false;
    for (Worker worker : workers) {
      while (worker.thread.isAlive()) {
        try {
          worker.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker {
    private final Thread thread;
    private final int number;
    private volatile boolean parked;

    Worker(String name, int number) {
      this.number = number;
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .inheritInheritableThreadLocals(false)
              .name(name)
              .unstarted(this::work);
    }

    private void work() {
      for (int seen = 0; (seen = await(seen)) >= 0; ) {
        int status = invoke(call.address(number));
        if (status != 0) {
          workerStatus = status;
        }
        running.decrementAndGet();
      }
    }

    /** Waits for another run than the one seen, and returns its number. */
    private int await(int seen) {
      long start = System.nanoTime();
      while (current == seen && System.nanoTime() - start < spinNanos) {
        Thread.onSpinWait();
      }
      while (current == seen) {
        // First the flag, then the look at the run; wake() looks in the opposite order, after the
        // run was set. So at least one of the two sees the other.
        parked = true;
        if (current == seen) {
          LockSupport.park(Crew.this);
        }
        parked = false;
      }
      return current;
    }

    private void wake() {
      if (parked) {
        LockSupport.unpark(thread);
      }
    }
  }
}
