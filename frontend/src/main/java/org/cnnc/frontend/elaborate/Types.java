package org.cnnc.frontend.elaborate;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Type;
import org.cnnc.ir.SourceSpan;

/** Checks compile-time values against the types of parameters. */
public final class Types {
  /** The names of the types of numbers and blocks. */
  public static final List<String> NAMES = List.of("int", "float", "bool", "str", "block");

  private Types() {}

  /**
   * The value as one of {@code type}: itself, or an integer as a float.
   *
   * @param what has that type, for the message
   */
  static Known coerced(Type type, Known known, SourceSpan span, String what) {
    if (type.length().isEmpty()) {
      return element(type, known).orElseThrow(() -> mismatch(type, known, span, what));
    }
    int length = type.length().get();
    if (!(known instanceof Known.Sequence(var elements, boolean isTuple))
        || (length != Type.ANY_LENGTH && elements.size() != length)) {
      throw mismatch(type, known, span, what);
    }
    List<Optional<Known>> converted = elements.stream().map(e -> element(type, e)).toList();
    if (converted.stream().anyMatch(Optional::isEmpty)) {
      throw mismatch(type, known, span, what);
    }
    return new Known.Sequence(converted.stream().map(Optional::orElseThrow).toList(), isTuple);
  }

  private static Optional<Known> element(Type type, Known known) {
    return switch (type.name().text()) {
      case "int" -> Optional.of(known).filter(Known.Int.class::isInstance);
      case "float" ->
          known instanceof Known.Int(long value)
              ? Optional.of(new Known.Real((double) value))
              : Optional.of(known).filter(Known.Real.class::isInstance);
      case "bool" -> Optional.of(known).filter(Known.Bool.class::isInstance);
      case "str" -> Optional.of(known).filter(Known.Str.class::isInstance);
      case "block" ->
          Optional.of(known)
              .filter(k -> k instanceof Known.BlockValue || k instanceof Known.OperatorValue);
      default -> throw Stop.poisoned(); // unknown: reported when the file was checked
    };
  }

  private static Stop mismatch(Type type, Known known, SourceSpan span, String what) {
    String length =
        type.length().isEmpty()
            ? ""
            : type.length().get() == Type.ANY_LENGTH ? "[]" : "[%d]".formatted(type.length().get());
    Diagnostic diagnostic =
        Diagnostic.at(
            span,
            Code.TYPE_MISMATCH,
            "%s must be %s%s, got %s".formatted(what, type.name().text(), length, got(known)));
    boolean rounding = type.name().text().equals("int") && known instanceof Known.Real;
    return Stop.of(rounding ? diagnostic.help("`floor(x)` makes it an integer") : diagnostic);
  }

  private static String got(Known known) {
    return switch (known) {
      case Known.Int _, Known.Real _, Known.Sequence _ ->
          "%s, %s".formatted(Words.kind(known), Words.text(known));
      case Known.Bool _,
          Known.Str _,
          Known.Range _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          Words.kind(known);
    };
  }
}
