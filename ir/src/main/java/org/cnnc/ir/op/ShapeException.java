package org.cnnc.ir.op;

import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/**
 * An op was given operands or attributes that do not fit each other. The message names the op and
 * both numbers and is fit for a user: it becomes a diagnostic's text.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }

  /** Refuses an input of integers or truth values where the op is one of real numbers. */
  static void checkF32(String op, TensorType type) {
    check(type.dtype() == DType.F32, "%s: the input must be f32, got %s", op, type);
  }

  /** Refuses values where the op needs integers that index. */
  static void checkIndices(String op, TensorType type) {
    check(
        type.dtype() == DType.I64 || type.dtype() == DType.I32,
        "%s: the indices must be i64 or i32, got %s",
        op,
        type);
  }

  static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new ShapeException(format.formatted(arguments));
    }
  }
}
