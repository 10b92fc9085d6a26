package org.cnnc.frontend.syntax;

/** The operators between two operands. */
public enum BinaryOperator {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  /** Exact for integers. */
  DIVIDE("/"),
  REMAINDER("%"),
  /** Division of integers, rounded down. */
  FLOOR_DIVIDE("div"),
  POWER("^"),
  /** A range with its end. */
  TO(".."),
  /** A range without its end. */
  UNTIL("..<"),
  EQUAL("=="),
  NOT_EQUAL("!="),
  LESS("<"),
  GREATER(">"),
  LESS_OR_EQUAL("<="),
  GREATER_OR_EQUAL(">="),
  AND("and"),
  OR("or");

  private final String sign;

  BinaryOperator(String sign) {
    this.sign = sign;
  }

  /** As it is written. */
  public String sign() {
    return sign;
  }

  /**
   * The operator that is written {@code sign}.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static BinaryOperator of(String sign) {
    for (BinaryOperator operator : values()) {
      if (operator.sign.equals(sign)) {
        return operator;
      }
    }
    throw new IllegalArgumentException("no operator is written " + sign);
  }
}
