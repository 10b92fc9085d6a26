package org.cnnc.ir.op;

import java.util.Optional;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/**
 * An op was given operands or attributes that do not fit each other. The message names the op and
 * both numbers and is fit for a user: it becomes a diagnostic's text.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> help;

  public ShapeException(String message) {
    this(message, Optional.empty());
  }

  private ShapeException(String message, Optional<String> help) {
    super(message);
    this.help = help;
  }

  /** What very likely puts it right, if something does. */
  public Optional<String> help() {
    return help;
  }

  /** Refuses an input of integers or truth values where the op is one of real numbers. */
  static void checkF32(String op, TensorType type) {
    checkTypes(type.dtype() == DType.F32, "%s: the input must be f32, got %s", op, type);
  }

  /** Refuses values where the op needs integers that index. */
  static void checkIndices(String op, TensorType type) {
    checkTypes(
        type.dtype() == DType.I64 || type.dtype() == DType.I32,
        "%s: the indices must be i64 or i32, got %s",
        op,
        type);
  }

  /** Refuses element types, which never change by themselves. */
  static void checkTypes(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new ShapeException(
          format.formatted(arguments), Optional.of("`cast` gives a tensor another element type"));
    }
  }

  static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new ShapeException(format.formatted(arguments));
    }
  }
}
