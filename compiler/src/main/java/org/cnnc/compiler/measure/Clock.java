package org.cnnc.compiler.measure;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long a measurement goes on, and how it is divided. */
final class Clock {
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** What is compared takes turns so short that other work on the machine meets both alike. */
  static final double TURN_SECONDS = 0.03;

  /** Longer than the threads of a workspace spin after a run, which would slow down the next. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final long start = System.nanoTime();
  private final double seconds;

  Clock(double seconds) {
    this.seconds = seconds;
  }

  boolean isOver() {
    return elapsed() >= seconds;
  }

  double elapsed() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Before another workspace's turn. */
  static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /** Runs until caches and clock rates have settled; the seconds of one run. */
  static double warmUp(Runner runner) {
    long start = System.nanoTime();
    double least = runner.seconds(1);
    while (System.nanoTime() - start < WARM_UP_NANOS) {
      least = Math.min(least, runner.seconds(1));
    }
    return least;
  }
}
