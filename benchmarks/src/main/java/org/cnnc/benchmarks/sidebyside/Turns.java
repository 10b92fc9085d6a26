package org.cnnc.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.cnnc.benchmarks.contestant.Contestant;

/**
 * Runs two models in turns, so that whatever else the machine does meets both alike.
 *
 * @param pairs how many turns each has
 */
record Turns(int pairs) {
  /** Turns of fast models are many runs: a clock and a scheduler are no finer than this allows. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * Long enough for the other's threads to fall asleep: ONNX Runtime's spin for 45 ms after a run
   * on a Zen 4, and take a core from who is timed then.
   */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Times both, in milliseconds a run. */
  Times run(Contestant ours, Contestant theirs) {
    int ourRuns = runsInATurn(ours);
    int theirRuns = runsInATurn(theirs);
    List<Times.Pair> times = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      double our = turn(ours, ourRuns);
      times.add(new Times.Pair(our, turn(theirs, theirRuns)));
    }
    return new Times(times);
  }

  /** Warms a model up, and gives how many runs fill a turn. */
  private static int runsInATurn(Contestant contestant) {
    long start = System.nanoTime();
    int runs = 0;
    long elapsed;
    do {
      contestant.run();
      runs++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < WARM_UP_NANOS || runs < 2);
    return (int) Math.ceilDiv(TURN_NANOS * runs, elapsed);
  }

  private static double turn(Contestant contestant, int runs) {
    LockSupport.parkNanos(PAUSE_NANOS);
    // Not timed: its threads wake up, its weights return to the caches.
    contestant.run();
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      contestant.run();
    }
    return (System.nanoTime() - start) / 1e6 / runs;
  }
}
