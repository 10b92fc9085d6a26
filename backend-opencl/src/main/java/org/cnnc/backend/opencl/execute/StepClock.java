package org.cnnc.backend.opencl.execute;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cnnc.backend.opencl.binding.ClEvent;
import org.cnnc.runtime.artifact.LaunchPlan;
import org.cnnc.runtime.artifact.Port;

/**
 * Writes down when the steps of a run ended, by the device's own clock, as the output {@link
 * Port#STEP_TIMES} has it.
 */
final class StepClock {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<LaunchPlan.Launch> launches;
  private final int steps;
  private final List<ClEvent> events = new ArrayList<>();
  private MemorySegment times = MemorySegment.NULL;

  /**
   * @param output is {@link Port#isStepTimes}
   */
  StepClock(LaunchPlan plan, Port output) {
    this.launches = plan.launches();
    this.steps = output.labels().size();
  }

  /** Says where the times go. */
  void bind(MemorySegment memory) {
    times = memory;
  }

  /** Takes over the event of the next launch. */
  void add(ClEvent event) {
    events.add(event);
  }

  /** Once the queue is done: writes the times. A step without launches ends with the one before. */
  void write() {
    long time = events.isEmpty() ? 0 : events.getFirst().start();
    set(0, time);
    int launch = 0;
    for (int step = 0; step < steps; step++) {
      for (; launch < events.size() && launches.get(launch).step() == step; launch++) {
        time = events.get(launch).end();
      }
      set(step + 1, time);
    }
    reset();
  }

  private void set(int row, long time) {
    times.setAtIndex(JAVA_LONG, 2L * row, time / NANOS);
    times.setAtIndex(JAVA_LONG, 2L * row + 1, time % NANOS);
  }

  /** Forgets the launches, so that a next run begins with none. */
  void reset() {
    events.forEach(ClEvent::close);
    events.clear();
  }
}
