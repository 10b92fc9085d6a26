package org.cnnc.ir.op;

import java.util.Locale;

/** The elementwise functions of two tensors. */
public enum BinaryKind {
  ADD,
  SUB,
  MUL,
  DIV,
  /** {@code a} to the power {@code b}. */
  POW,
  MIN,
  MAX,
  /** {@code a >= 0 ? a : a * b}. */
  PRELU,
  /** Of integers: the remainder of the quotient rounded down, with the sign of {@code b}. */
  MOD,
  EQUAL,
  LESS,
  LESS_EQUAL,
  GREATER,
  GREATER_EQUAL,
  /** Of truth values, as {@link #OR}. */
  AND,
  OR;

  /** What this takes, and what it gives. */
  public enum Domain {
    /** Numbers, and gives one. */
    ARITHMETIC,
    /** Numbers, and gives a truth value. */
    COMPARISON,
    /** Truth values, and gives one. */
    LOGIC
  }

  public Domain domain() {
    return switch (this) {
      case ADD, SUB, MUL, DIV, POW, MIN, MAX, PRELU, MOD -> Domain.ARITHMETIC;
      case EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> Domain.COMPARISON;
      case AND, OR -> Domain.LOGIC;
    };
  }

  /** The name in every text form: {@code add}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
