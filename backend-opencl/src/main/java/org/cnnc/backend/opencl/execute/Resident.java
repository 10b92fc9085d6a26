package org.cnnc.backend.opencl.execute;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.cnnc.backend.opencl.binding.ClBuffer;
import org.cnnc.backend.opencl.binding.ClKernel;
import org.cnnc.backend.opencl.binding.ClQueue;
import org.cnnc.backend.opencl.binding.ClSharedMemory;
import org.cnnc.runtime.DeviceException;
import org.cnnc.runtime.artifact.LaunchPlan;

/**
 * Runs of short models, by a kernel that stays on the device for a moment after each: the next one
 * is ordered in memory that both see, and no thread has to be woken. Where it has left, it is
 * launched again. Images are copied to and from that memory.
 */
final class Resident implements AutoCloseable {
  /** Of longer runs a launch is a small part, and the cores have better to do than to stay. */
  static final long MAX_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** More than this takes longer to copy than a launch. */
  private static final long MAX_PORT_BYTES = 256 << 10;

  /** How often the kernel looks for another order before it leaves: for about 100 microseconds. */
  private static final int PATIENCE = 200_000;

  /** How long it stays before others that wait for the device have their turn. */
  private static final long STAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** And for how many runs: fewer than the board tells apart. */
  private static final int MAX_RUNS = 4000;

  /** For so long the host sleeps after a launch: a thread that wakes may need its core. */
  private static final long WAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  private static final VarHandle NUMBER = JAVA_INT.varHandle();
  private static final long ALIGNMENT = 64;

  private final ClQueue queue;
  private final List<PortMemory> inputs;
  private final List<PortMemory> outputs;
  private final Owned owned = new Owned();
  private final ClKernel kernel;
  private final MemorySegment shared;
  private final long portsAt;
  private final int units;

  /** Where the last launch of the plan counts what is done, and how much that is. */
  private final long doneAt;

  private final int lastItems;

  /** The last run that is done; none has the number 0, which tells the kernel to leave. */
  private int done;

  /** How many runs the kernel that was launched last was given. */
  private int given = MAX_RUNS;

  /** When that was, of {@link System#nanoTime}. */
  private long launched;

  /** Work groups of all launches up to now. */
  private int groups;

  /**
   * @param threads of the device and the host that are at work at a time
   */
  Resident(
      BuiltModel model,
      LaunchPlan.Whole whole,
      int threads,
      ClBuffer workspace,
      List<PortMemory> inputs,
      List<PortMemory> outputs,
      ClQueue queue) {
    this.queue = queue;
    this.inputs = inputs;
    this.outputs = outputs;
    LaunchPlan plan = model.plan();
    // The host, which looks for the end of a run, has a core, too.
    units = Math.max(1, Math.min(threads, model.context().device().units() - 1));
    portsAt = plan.boardBytes(units);
    doneAt = plan.doneAt(units);
    lastItems = plan.launches().getLast().global().getFirst();
    try {
      ClSharedMemory memory =
          owned.add(
              model.context().shareAtomically(portsAt + portBytes(inputs, outputs)),
              ClSharedMemory::close);
      shared = memory.segment();
      kernel =
          owned.add(
              new ClKernel(model.program(), whole.kernel(), List.of(units), List.of(1)),
              ClKernel::close);
      kernel.set(LaunchPlan.Whole.BOARD, memory);
      kernel.set(LaunchPlan.Whole.PATIENCE, PATIENCE);
      kernel.set(LaunchPlan.Whole.WEIGHTS, model.weights());
      kernel.set(LaunchPlan.Whole.WORKSPACE, workspace);
      int argument = LaunchPlan.Whole.PORTS;
      long at = portsAt;
      for (PortMemory port : Stream.concat(inputs.stream(), outputs.stream()).toList()) {
        kernel.set(argument++, memory);
        kernel.set(argument++, at);
        at += padded(port);
      }
    } catch (RuntimeException | Error e) {
      owned.close();
      throw e;
    }
  }

  /** Whether the device has what this needs, and the images are small. */
  static boolean isPossible(BuiltModel model, List<PortMemory> inputs, List<PortMemory> outputs) {
    return model.whole().isPresent()
        && !model.plan().launches().isEmpty()
        && model.context().device().sharesAtomics()
        && portBytes(inputs, outputs) <= MAX_PORT_BYTES;
  }

  private static long portBytes(List<PortMemory> inputs, List<PortMemory> outputs) {
    return Stream.concat(inputs.stream(), outputs.stream()).mapToLong(Resident::padded).sum();
  }

  private static long padded(PortMemory port) {
    return Math.ceilDiv(Math.max(1, port.imageBytes()), ALIGNMENT) * ALIGNMENT;
  }

  /** Runs an image, which the host may read and write before and after. */
  void run(int image) {
    long at = portsAt;
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).copyTo(shared, at, image);
      at += padded(inputs.get(i));
    }
    compute();
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).copyFrom(shared, at, image);
      at += padded(outputs.get(i));
    }
  }

  private void compute() {
    int number = LaunchPlan.Whole.after(done);
    if (given == MAX_RUNS || System.nanoTime() - launched > STAY_NANOS) {
      leave();
      await(this::hasLeft);
      launch(number);
    } else {
      order(number);
    }
    given++;
    await(() -> isDone(number) || hasLeft());
    if (!isDone(number)) {
      // It left before it saw the order.
      launch(number);
      await(() -> isDone(number));
    }
    done = number;
  }

  /** Waits for what is so at the latest when the kernel has left. */
  private void await(BooleanSupplier event) {
    long start = System.nanoTime();
    while (!event.getAsBoolean()) {
      if (System.nanoTime() - start > MAX_NANOS) {
        queue.finish();
        if (!event.getAsBoolean()) {
          throw new DeviceException(
              DeviceException.Kind.FAILED, "the device has ended a run without a result");
        }
        return;
      }
      Thread.onSpinWait();
    }
  }

  private boolean hasLeft() {
    return (int) NUMBER.getAcquire(shared, LaunchPlan.Whole.GONE_AT) == groups;
  }

  private boolean isDone(int number) {
    return (int) NUMBER.getAcquire(shared, doneAt) == LaunchPlan.Whole.counter(number, lastItems);
  }

  private void order(int number) {
    NUMBER.setRelease(shared, LaunchPlan.Whole.ORDER_AT, number);
  }

  private void launch(int number) {
    order(number);
    kernel.set(LaunchPlan.Whole.RUN, number);
    queue.launch(kernel);
    queue.flush();
    groups += units;
    given = 0;
    LockSupport.parkNanos(WAKE_NANOS);
    launched = System.nanoTime();
  }

  /** Ends the kernel's stay, so that what follows in the queue begins at once. */
  void leave() {
    order(0);
    given = MAX_RUNS;
  }

  @Override
  public void close() {
    leave();
    queue.finish();
    owned.close();
  }
}
