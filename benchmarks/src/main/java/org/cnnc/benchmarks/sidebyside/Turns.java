package org.cnnc.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.cnnc.benchmarks.contestant.Contestant;

/**
 * Runs several engines in turns, so that whatever else the machine does meets all alike.
 *
 * @param rounds how many turns each has
 */
record Turns(int rounds) {
  /** Turns of fast models are many runs: a clock and a scheduler are no finer than this allows. */
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Of so long a run, what another engine left in the caches is no part that counts. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /**
   * Long enough for the others' threads to fall asleep: ONNX Runtime's spin for 45 ms after a run
   * on a Zen 4, and take a core from who is timed then.
   */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The milliseconds of a run: for each contestant, those of each of its turns. */
  List<List<Double>> run(List<Contestant> contestants) {
    List<Turn> turns = contestants.stream().map(Turn::of).toList();
    List<List<Double>> times = new ArrayList<>();
    turns.forEach(_ -> times.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < turns.size(); i++) {
        times.get(i).add(turns.get(i).milliseconds());
      }
    }
    return times;
  }

  /**
   * One contestant's turn.
   *
   * @param runs that fill it
   * @param settles whether a run goes before that is not timed: its threads wake up, its weights
   *     return to the caches
   */
  private record Turn(Contestant contestant, int runs, boolean settles) {
    /** Warms a contestant up, and sees how long it takes. */
    static Turn of(Contestant contestant) {
      long start = System.nanoTime();
      int runs = 0;
      long elapsed;
      do {
        contestant.run();
        runs++;
        elapsed = System.nanoTime() - start;
      } while (elapsed < WARM_UP_NANOS || runs < 2);
      return new Turn(
          contestant, (int) Math.ceilDiv(TURN_NANOS * runs, elapsed), elapsed / runs < LONG_NANOS);
    }

    double milliseconds() {
      LockSupport.parkNanos(PAUSE_NANOS);
      if (settles) {
        contestant.run();
      }
      long start = System.nanoTime();
      for (int i = 0; i < runs; i++) {
        contestant.run();
      }
      return (System.nanoTime() - start) / 1e6 / runs;
    }
  }
}
