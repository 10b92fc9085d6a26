package org.cnnc.ir.loop;

import java.util.Locale;

/** Where a buffer lives. */
public enum Space {
  /** Memory that the caller or the memory plan gives: a kernel's parameter. */
  GLOBAL,
  /** Memory shared by the work items of one work group; scratch of one thread on a CPU. */
  LOCAL,
  /** Registers: every index is a constant once the loops are unrolled and vectorized. */
  REGISTER,
  /**
   * Tiles of a matrix unit, which only loops of {@link Kind#MATRIX} touch: the two innermost
   * dimensions, or the three innermost ones of a tile of pairs, are one, the others number them.
   */
  TILE;

  /** The name in text: {@code register}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
