package org.cnnc.ir.loop;

import java.util.Locale;

/** How a loop's iterations are carried out. A kind that a target lacks is run serially. */
public enum Kind {
  SERIAL,
  /** Written out, one copy of the body for each iteration. */
  UNROLLED,
  /** The lanes of vector registers. The innermost loop; its body is straight-line code. */
  VECTOR,
  /**
   * Shared among the threads of a call, each taking one contiguous range. Iterations are
   * independent. The outermost loop of a nest, or one of several in a {@link Stmt.Seq} there.
   */
  PARALLEL,
  /**
   * Like {@link #PARALLEL}, but a thread that is done with its range takes over parts of others':
   * for loops that are long enough that one thread falls behind.
   */
  DYNAMIC,
  /** Work groups of an OpenCL launch. */
  WORK_GROUP,
  /** Work items of an OpenCL work group. */
  WORK_ITEM;

  /** Whether the threads of a call share the iterations. */
  public boolean isShared() {
    return this == PARALLEL || this == DYNAMIC;
  }

  /** The name in text: {@code parallel}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
