package org.cnnc.runtime.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/**
 * The times of a run's steps, as docs/ABI.md says that a model compiled with them writes them.
 *
 * @param layers what each step computes; none for a model without step times
 * @param memory {@code i64[steps + 1, 2]}: seconds and nanoseconds when the first step began, and
 *     when each ended
 */
public record StepTimes(List<String> layers, Supplier<MemorySegment> memory) {
  /** Those of a model that has none. */
  public static final StepTimes NONE = new StepTimes(List.of(), () -> MemorySegment.NULL);

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  public StepTimes {
    layers = List.copyOf(layers);
  }

  int count() {
    return layers.size();
  }

  String layers(int step) {
    return layers.get(step);
  }

  /** How long a step of the last run took. */
  long nanoseconds(int step) {
    MemorySegment times = memory.get();
    return time(times, step + 1) - time(times, step);
  }

  private static long time(MemorySegment times, long row) {
    return times.getAtIndex(JAVA_LONG, 2 * row) * NANOS_PER_SECOND
        + times.getAtIndex(JAVA_LONG, 2 * row + 1);
  }
}
