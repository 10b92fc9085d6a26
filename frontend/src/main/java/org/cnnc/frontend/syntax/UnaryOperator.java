package org.cnnc.frontend.syntax;

/** The operators before one operand. */
public enum UnaryOperator {
  NEGATE("-"),
  NOT("not");

  private final String sign;

  UnaryOperator(String sign) {
    this.sign = sign;
  }

  /** As it is written. */
  public String sign() {
    return sign;
  }
}
