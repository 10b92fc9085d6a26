package org.cnnc.ir.loop.interpreter;

import org.jspecify.annotations.Nullable;

/** One iteration of a concurrent loop, within an iteration of the concurrent loop around that. */
final class Iteration {
  /** What lies outside of all concurrent loops. */
  static final Iteration ROOT = new Iteration(null, new Object(), 0);

  private final @Nullable Iteration parent;

  /** Stands for one execution of the loop. */
  private final Object execution;

  private final int depth;

  private Iteration(@Nullable Iteration parent, Object execution, int depth) {
    this.parent = parent;
    this.execution = execution;
    this.depth = depth;
  }

  /** The next iteration of a loop that runs within this iteration. */
  Iteration enter(Object loopExecution) {
    return new Iteration(this, loopExecution, depth + 1);
  }

  /**
   * Whether this and the other may run at the same time: their paths part in two iterations of one
   * execution of a loop.
   */
  boolean isConcurrentWith(Iteration other) {
    Iteration a = this;
    Iteration b = other;
    while (a.depth > b.depth && a.parent != null) {
      a = a.parent;
    }
    while (b.depth > a.depth && b.parent != null) {
      b = b.parent;
    }
    while (a.parent != b.parent && a.parent != null && b.parent != null) {
      a = a.parent;
      b = b.parent;
    }
    return a != b && a.execution == b.execution;
  }
}
