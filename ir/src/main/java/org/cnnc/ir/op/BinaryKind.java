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
  PRELU;

  /** The name in every text form: {@code add}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
