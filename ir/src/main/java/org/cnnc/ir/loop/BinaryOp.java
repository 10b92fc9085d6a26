package org.cnnc.ir.loop;

/**
 * Operations on two numbers of one type. On indices, division and modulo round towards minus
 * infinity; on floats they are IEEE's. Nothing is contracted or reassociated: only an {@link
 * Stmt.Accumulate} of a product is a fused multiply-add.
 */
public enum BinaryOp {
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  /** Of indices only. */
  MOD("%"),
  /** {@code a < b ? a : b}: of floats, {@code b} where either is not a number. */
  MIN("min"),
  /** {@code a > b ? a : b}: of floats, {@code b} where either is not a number. */
  MAX("max"),
  /** Of floats only. */
  POW("pow"),
  LT("<"),
  LE("<="),
  GT(">"),
  GE(">="),
  EQ("=="),
  NE("!="),
  /** Of truth values; both sides are evaluated. */
  AND("and"),
  OR("or");

  private final String text;

  BinaryOp(String text) {
    this.text = text;
  }

  /** The sign in text: {@code +}, {@code min}. */
  public String text() {
    return text;
  }

  /** Whether the result is a truth value. */
  public boolean isComparison() {
    return switch (this) {
      case LT, LE, GT, GE, EQ, NE, AND, OR -> true;
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW -> false;
    };
  }
}
