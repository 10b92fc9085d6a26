package org.cnnc.frontend.parse;

import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.cnnc.grammar.CnnLexer;

/** Words for text that is no token: unknown characters, and strings without an end. */
final class Strange {
  private Strange() {}

  static Optional<String> describe(Token token) {
    return switch (token.getType()) {
      case CnnLexer.UNTERMINATED_STRING -> Optional.of("the string does not end on its line");
      case CnnLexer.STRANGE -> Optional.of("unexpected character " + printable(token.getText()));
      default -> Optional.empty();
    };
  }

  private static String printable(String text) {
    int point = text.codePointAt(0);
    return Character.isISOControl(point) || Character.getType(point) == Character.FORMAT
        ? "U+%04X".formatted(point)
        : "`%s`".formatted(text);
  }

  static Optional<String> help(Token token) {
    return switch (token.getText()) {
      case "&" -> Optional.of("`and` is the conjunction");
      case "|" -> Optional.of("`or` is the disjunction, `->` the pipe");
      case "!" -> Optional.of("`not` is the negation");
      case ";" -> Optional.of("statements need no end sign");
      case "'" -> Optional.of("strings are written with double quotes");
      case "#" -> Optional.of("comments begin with `//`");
      default ->
          token.getType() == CnnLexer.UNTERMINATED_STRING
              ? Optional.of("a double quote is missing")
              : Optional.empty();
    };
  }
}
