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

  /**
   * The error function, by the series {@code 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!}, whose
   * terms are all of one sign.
   */
  static double erf(double x) {
    if (Math.abs(x) >= 6) {
      return Math.signum(x); // 1 - erf(6) is below a double's last place.
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return x == 0 ? x : 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }
}
