package org.cnnc.frontend.syntax;

/** The operators before one operand: {@code -} and {@code not}. */
public enum UnaryOperator {
  NEGATE,
  NOT
}
