package org.cnnc.ir.tensor;

/**
 * Numbers of 16 bits with the exponents of f32 and 8 bits of precision: the upper halves of f32s.
 *
 * <p>Subnormal numbers become zeros of their sign, since the instructions that CPUs have for the
 * rounding do that whatever they are told, and results shall not depend on the CPU.
 */
public final class Bfloat16 {
  private static final int HALF = 16;
  private static final int ROUND_UP = 0x7fff;
  private static final int QUIET = 0x40;
  private static final int SIGN = 0x8000;

  private Bfloat16() {}

  /** The number that 16 bits stand for. */
  public static float widen(short bits) {
    return Float.intBitsToFloat(bits << HALF);
  }

  /** The nearest number, of two the even one: its bits. NaN stays NaN, and becomes a quiet one. */
  public static short bits(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> HALF) | QUIET);
    }
    if (Math.abs(value) < Float.MIN_NORMAL) {
      return (short) ((bits >>> HALF) & SIGN);
    }
    // A tie goes up where the last bit that stays is odd; a carry into the exponent is right.
    return (short) ((bits + ROUND_UP + ((bits >>> HALF) & 1)) >>> HALF);
  }

  /** The nearest number, of two the even one. */
  public static float round(float value) {
    return widen(bits(value));
  }
}
