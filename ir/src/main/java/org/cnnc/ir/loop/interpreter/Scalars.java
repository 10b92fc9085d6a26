package org.cnnc.ir.loop.interpreter;

/** Functions of numbers that Java has not, or has with another meaning. */
final class Scalars {
  private Scalars() {}

  /** {@code b} where either is not a number, and {@code b} of two zeros: unlike Math.min. */
  static float min(float a, float b) {
    return a < b ? a : b;
  }

  /** {@code b} where either is not a number, and {@code b} of two zeros: unlike Math.max. */
  static float max(float a, float b) {
    return a > b ? a : b;
  }
}
