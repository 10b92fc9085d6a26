package org.cnnc.ir.loop.interpreter;

import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Kind;

/** What one thread of several does of a nest's outermost parallel and dynamic loops. */
record ThreadShare(int thread, int threads) {
  /** A thread by itself, which does all. */
  static final ThreadShare ALONE = new ThreadShare(0, 1);

  /** The first iteration. */
  long from(Axis axis) {
    return (long) axis.extent() * owner(axis) / threads;
  }

  /** The last iteration, exclusive. */
  long to(Axis axis) {
    return (long) axis.extent() * (owner(axis) + 1) / threads;
  }

  /** In dynamic loops the share of a thread at the other end: who does what must not matter. */
  private int owner(Axis axis) {
    return axis.kind() == Kind.DYNAMIC ? threads - 1 - thread : thread;
  }

  /** Whether this thread does what stands beside the loops that threads share. */
  boolean isFirst() {
    return thread == 0;
  }
}
