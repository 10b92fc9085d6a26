package org.cnnc.backend.llvm.emit;

/** An operand: a constant, or the name of an instruction's result or of a parameter. */
record Value(Type type, String text) {
  static Value of(long value) {
    return new Value(Type.I64, Long.toString(value));
  }

  static Value of(boolean value) {
    return new Value(Type.I1, Boolean.toString(value));
  }

  /** LLVM writes a float as the bits of the double that equals it. */
  static Value of(float value) {
    long bits =
        Float.isNaN(value)
            // Widening may quiet a NaN; its payload is carried over by hand.
            ? 0x7ff0000000000000L
                | (long) (Float.floatToRawIntBits(value) & 0x7fffff) << 29
                | (long) (Float.floatToRawIntBits(value) >>> 31) << 63
            : Double.doubleToRawLongBits(value);
    return new Value(Type.F32, "0x%016X".formatted(bits));
  }

  static Value of(double value) {
    return new Value(
        new Type(Type.Scalar.F64, 1), "0x%016X".formatted(Double.doubleToRawLongBits(value)));
  }

  boolean isConstant() {
    return !text.startsWith("%");
  }

  /** As an instruction's first operand has it: {@code <16 x float> %.7}. */
  String typed() {
    return type + " " + text;
  }
}
