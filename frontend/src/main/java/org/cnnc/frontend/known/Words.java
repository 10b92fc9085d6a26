package org.cnnc.frontend.known;

import java.util.List;
import java.util.Locale;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.ir.tensor.TensorType;

/** Words for values in messages, labels and interpolated strings. */
public final class Words {
  /** Longer lists are abbreviated in messages. */
  private static final int SHOWN = 8;

  private Words() {}

  /** What kind of value it is: {@code an integer}, {@code a tensor [N, 3, 8, 8]}. */
  public static String kind(Known known) {
    return switch (known) {
      case Known.Int _ -> "an integer";
      case Known.Real _ -> "a number";
      case Known.Bool _ -> "true or false";
      case Known.Str _ -> "a string";
      case Known.Sequence(List<Known> elements, boolean isTuple) ->
          "a %s of %d".formatted(isTuple ? "tuple" : "list", elements.size());
      case Known.Range _ -> "a range";
      case Known.Tensor(var value) -> "a tensor " + shape(value.type());
      case Known.Batch _ -> "the batch";
      case Known.BlockValue _ -> "a block";
      case Known.OperatorValue _ -> "an operator";
    };
  }

  /** The value itself: {@code 64}, {@code [2, 2, 2, 2]}; of bounded length. */
  public static String text(Known known) {
    StringBuilder out = new StringBuilder();
    append(known, out);
    return out.toString();
  }

  private static void append(Known known, StringBuilder out) {
    if (out.length() > Limits.STRING_LENGTH) {
      return; // nested lists that share their parts could be exponentially long
    }
    switch (known) {
      case Known.Int(long value) -> out.append(value);
      case Known.Real(double value) -> out.append(real(value));
      case Known.Bool(boolean value) -> out.append(value);
      case Known.Str(String value) -> out.append(value);
      case Known.Sequence(List<Known> elements, boolean isTuple) -> {
        out.append(isTuple ? '(' : '[');
        for (int i = 0; i < Math.min(SHOWN, elements.size()); i++) {
          out.append(i == 0 ? "" : ", ");
          append(elements.get(i), out);
        }
        out.append(elements.size() > SHOWN ? ", ..." : "").append(isTuple ? ')' : ']');
      }
      case Known.Range(long first, long count, long step) ->
          out.append("%d..%d".formatted(first, first + (count - 1) * step));
      case Known.Tensor(var value) -> out.append(shape(value.type()));
      case Known.Batch _ -> out.append('N');
      case Known.BlockValue(var block, _) -> out.append(block.name().text());
      case Known.OperatorValue(String name) -> out.append(name);
    }
  }

  /** {@code 0.5}, {@code 1.0}, {@code 1.0e-5}, {@code inf}: the shortest that reads back. */
  public static String real(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.toString(value).toLowerCase(Locale.ROOT);
  }

  /** {@code [N, 64, 56, 56]}. */
  public static String shape(TensorType type) {
    return shape(type.dims());
  }

  /** {@code [N, 64, 56, 56]}. */
  public static String shape(List<Integer> dims) {
    return TensorType.text(dims).replace(",", ", ");
  }
}
