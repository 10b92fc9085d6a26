package org.cnnc.ir.op;

/**
 * An op was given operands or attributes that do not fit each other. The message names the op and
 * both numbers and is fit for a user: it becomes a diagnostic's text.
 */
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ShapeException(String message) {
    super(message);
  }

  static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new ShapeException(format.formatted(arguments));
    }
  }
}
