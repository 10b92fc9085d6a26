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
   * The rows, columns and sums of one operation on the tiles of a matrix unit: such loops stand
   * directly within each other around one statement, as {@link TileOperation} lists them. The unit
   * adds in an order of its own, and takes subnormal numbers for zeros.
   */
  MATRIX,
  /**
   * Two steps of sums that one instruction takes where the CPU has it: around a vector loop in
   * which products of bfloat16 are added to registers.
   */
  DOT,
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
  /**
   * Work groups of a device, which run in any order and know nothing of each other. Outermost, and
   * directly within each other; then come allocations of what the items of a group share, then the
   * loops of its items.
   */
  WORK_GROUP,
  /**
   * Work items of a group, directly within each other: they run at once, and meet at each {@link
   * Stmt.Barrier} in the body. Iterations are independent between two of these.
   */
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
