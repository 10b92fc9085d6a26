package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An op as it is written, before its operands and its type are known to exist.
 *
 * @param name of an input, a parameter or a constant
 */
record OpText(
    Token mnemonic, Optional<Token> name, Data data, List<Token> operands, Attributes attributes) {

  /** Where a constant's elements are. */
  sealed interface Data {
    /** In the side table. */
    record Beside() implements Data {}

    /** In the text. */
    record Listed(List<Token> elements) implements Data {}

    /** One value everywhere: {@code splat(0.5)}. */
    record Splat(Token value) implements Data {}

    /** Uniform in -1 to 1: {@code random(7)}. */
    record Random(Token seed) implements Data {}
  }

  OpText {
    operands = List.copyOf(operands);
  }

  /** Reads an op up to the arrow or colon behind it. */
  static OpText read(Tokens tokens) {
    Token mnemonic = tokens.take(Token.Kind.WORD, "an op");
    Optional<Token> name =
        tokens.peek().kind() == Token.Kind.NAME ? Optional.of(tokens.take()) : Optional.empty();
    Data data = mnemonic.isWord("constant") ? data(tokens) : new Data.Beside();
    List<Token> operands = new ArrayList<>();
    if (tokens.peek().kind() == Token.Kind.VALUE) {
      do {
        operands.add(tokens.take(Token.Kind.VALUE, "an operand"));
      } while (tokens.skipSign(","));
    }
    return new OpText(mnemonic, name, data, operands, Attributes.read(mnemonic, tokens));
  }

  private static Data data(Tokens tokens) {
    if (tokens.peek().isSign("[")) {
      return new Data.Listed(Attributes.items(tokens));
    }
    if (tokens.peek().kind() != Token.Kind.WORD) {
      return new Data.Beside();
    }
    Token maker = tokens.take();
    tokens.takeSign("(");
    Token argument = tokens.take();
    tokens.takeSign(")");
    return switch (maker.text()) {
      case "splat" -> new Data.Splat(argument);
      case "random" -> new Data.Random(argument);
      default ->
          throw new GraphSyntaxException(
              maker, "expected `splat` or `random`, found " + maker.described());
    };
  }

  String text() {
    return mnemonic.text();
  }
}
