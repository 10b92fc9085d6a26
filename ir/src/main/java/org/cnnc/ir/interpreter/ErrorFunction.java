package org.cnnc.ir.interpreter;

/** The error function in double precision. */
public final class ErrorFunction {
  /** From here on it rounds to 1. */
  private static final double ONE = 6;

  private ErrorFunction() {}

  /**
   * {@code 2/sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n+1) / (1*3*...*(2n+1))}, whose terms are all of
   * one sign (Abramowitz and Stegun, 7.1.6).
   */
  public static double erf(double x) {
    if (!(Math.abs(x) < ONE)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 0x1p-54; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
