package org.cnnc.ir.tensor;

import java.util.Locale;

/** The element type of a tensor. */
public enum DType {
  F32(4),
  I64(8),
  I32(4),
  /** One byte an element, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The name in every text form: {@code f32}, {@code i64}, {@code i32}, {@code bool}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
