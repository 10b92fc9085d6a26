package org.cnnc.ir.loop;

import java.util.Locale;
import org.cnnc.ir.tensor.DType;

/**
 * How the elements of a buffer are stored. What is computed with is an {@link ExprType}: an element
 * is converted when it is loaded and when it is stored.
 */
public enum ElementType {
  F32(4),
  /**
   * The upper half of an f32. A load gives the f32 that it is; a store rounds as {@link
   * org.cnnc.ir.tensor.Bfloat16} does.
   */
  BF16(2),
  I64(8),
  I32(4),
  /** One byte an element, 0 or 1. */
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The type that stores a tensor's elements as they are. */
  public static ElementType of(DType dtype) {
    return switch (dtype) {
      case F32 -> F32;
      case I64 -> I64;
      case I32 -> I32;
      case BOOL -> BOOL;
    };
  }

  /** The type of the tensor whose elements are stored. */
  public DType dtype() {
    return switch (this) {
      case F32, BF16 -> DType.F32;
      case I64 -> DType.I64;
      case I32 -> DType.I32;
      case BOOL -> DType.BOOL;
    };
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The name in every text form: {@code f32}, {@code bf16}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
