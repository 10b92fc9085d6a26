package org.cnnc.compiler.summary;

/** A distance in the input's picture, never negative; a fraction of an element after upsampling. */
record Shift(double rows, double columns) {
  static final Shift NONE = new Shift(0, 0);

  Shift plus(Shift other) {
    return new Shift(rows + other.rows, columns + other.columns);
  }

  Shift times(double factor) {
    return new Shift(rows * factor, columns * factor);
  }

  /** The larger of both, in each direction. */
  Shift max(Shift other) {
    return new Shift(Math.max(rows, other.rows), Math.max(columns, other.columns));
  }

  boolean covers(Shift other) {
    return rows >= other.rows && columns >= other.columns;
  }
}
