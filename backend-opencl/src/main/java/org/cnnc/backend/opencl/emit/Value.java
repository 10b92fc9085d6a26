package org.cnnc.backend.opencl.emit;

/**
 * An expression of C without side effects.
 *
 * @param isPrimary whether it can be an operand as it is: a name, a literal, a call
 */
record Value(Type type, String text, boolean isPrimary) {
  static Value primary(Type type, String text) {
    return new Value(type, text, true);
  }

  static Value compound(Type type, String text) {
    return new Value(type, text, false);
  }

  static Value of(boolean value) {
    return primary(Type.TRUTH, value ? "1" : "0");
  }

  /** An index: an int where it fits. */
  static Value of(long value) {
    boolean fits = value == (int) value && value != Integer.MIN_VALUE;
    // C has no literal for the smallest numbers, only their negations.
    String text =
        value == Long.MIN_VALUE ? "(-0x7fffffffffffffffL - 1)" : value + (fits ? "" : "L");
    return new Value(fits ? Type.I32 : Type.I64, text, value >= 0 || value == Long.MIN_VALUE);
  }

  static Value of(float value) {
    if (Float.isNaN(value)) {
      return primary(Type.F32, "NAN");
    }
    if (Float.isInfinite(value)) {
      return new Value(Type.F32, value > 0 ? "INFINITY" : "-INFINITY", value > 0);
    }
    boolean isNegative = Math.copySign(1, value) < 0;
    return new Value(Type.F32, value + "f", !isNegative);
  }

  /** As an operand of any operator. */
  String operand() {
    return isPrimary ? text : "(" + text + ")";
  }
}
