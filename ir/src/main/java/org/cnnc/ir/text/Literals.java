package org.cnnc.ir.text;

import java.util.StringJoiner;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;

/** How elements of tensors are written, so that they are read back to the bit. */
final class Literals {
  /** A constant of at most so many elements is written in full. */
  static final int IN_FULL = 16;

  private static final int CANONICAL_NAN = 0x7fc00000;

  private Literals() {}

  /** {@code [1.0, -0.5]}. */
  static String elements(Tensor tensor) {
    StringJoiner elements = new StringJoiner(", ", "[", "]");
    for (long i = 0; i < tensor.type().elements(); i++) {
      elements.add(
          tensor.type().dtype() == DType.F32
              ? number(tensor.floatAt(i))
              : Long.toString(tensor.longAt(i)));
    }
    return elements.toString();
  }

  /** The shortest decimal that reads back; a NaN with a payload as its bits, {@code 0x7fc00001}. */
  static String number(float value) {
    boolean hasPayload = Float.isNaN(value) && Float.floatToRawIntBits(value) != CANONICAL_NAN;
    return hasPayload ? "0x%08x".formatted(Float.floatToRawIntBits(value)) : Float.toString(value);
  }

  static float readFloat(Token token) {
    String text = token.text();
    if (token.kind() == Token.Kind.WORD && !text.equals("NaN") && !text.equals("Infinity")) {
      throw new GraphSyntaxException(token, "expected a number, found " + token.described());
    }
    try {
      return text.startsWith("0x")
          ? Float.intBitsToFloat(Integer.parseUnsignedInt(text.substring(2), 16))
          : Float.parseFloat(text);
    } catch (NumberFormatException _) {
      throw new GraphSyntaxException(token, "expected a number, found " + token.described());
    }
  }

  static long readLong(Token token) {
    try {
      return Long.parseLong(token.text());
    } catch (NumberFormatException _) {
      throw new GraphSyntaxException(token, "expected an integer, found " + token.described());
    }
  }

  static int readInt(Token token) {
    try {
      return Integer.parseInt(token.text());
    } catch (NumberFormatException _) {
      throw new GraphSyntaxException(token, "expected an integer, found " + token.described());
    }
  }
}
