package org.cnnc.ir.loop;

import java.util.Locale;

/** Operations on one float: each within 2 units in the last place of the real function. */
public enum UnaryOp {
  NEG,
  ABS,
  SQRT,
  EXP,
  /** {@code exp(x) - 1}, exact near zero. */
  EXPM1,
  /** The natural logarithm. */
  LOG,
  /** {@code log(1 + x)}, exact near zero. */
  LOG1P,
  TANH,
  ERF,
  FLOOR,
  CEIL,
  /** The nearest integer, of two the even one. */
  ROUND,
  /** The nearest {@link org.cnnc.ir.tensor.Bfloat16}, as a store into a buffer of them rounds. */
  BFLOAT16;

  /** The name in text: {@code exp}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
