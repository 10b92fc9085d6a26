package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cnnc.ir.tensor.TensorType;

/** The attributes of one op in text, {@code {stride=[1,1], groups=1}}; each is taken once. */
final class Attributes {
  private record Attribute(Token name, List<Token> items, boolean list) {}

  private final Token op;
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();

  private Attributes(Token op) {
    this.op = op;
  }

  /** Reads the attributes of {@code op}, if there are any. */
  static Attributes read(Token op, Tokens tokens) {
    Attributes result = new Attributes(op);
    if (!tokens.skipSign("{")) {
      return result;
    }
    do {
      Token name = tokens.take(Token.Kind.WORD, "an attribute's name");
      tokens.takeSign("=");
      boolean list = tokens.peek().isSign("[");
      List<Token> items = list ? items(tokens) : List.of(tokens.take());
      if (result.attributes.put(name.text(), new Attribute(name, items, list)) != null) {
        throw new GraphSyntaxException(name, "the attribute `%s` twice".formatted(name.text()));
      }
    } while (tokens.skipSign(","));
    tokens.takeSign("}");
    return result;
  }

  /** A list in brackets of words and numbers. */
  static List<Token> items(Tokens tokens) {
    List<Token> items = new ArrayList<>();
    tokens.takeSign("[");
    if (tokens.skipSign("]")) {
      return items;
    }
    do {
      Token item = tokens.take();
      if (item.kind() != Token.Kind.WORD && item.kind() != Token.Kind.NUMBER) {
        throw new GraphSyntaxException(item, "expected a number, found " + item.described());
      }
      items.add(item);
    } while (tokens.skipSign(","));
    tokens.takeSign("]");
    return items;
  }

  int integer(String name) {
    return Literals.readInt(single(name));
  }

  float number(String name) {
    return Literals.readFloat(single(name));
  }

  boolean bool(String name) {
    Token token = single(name);
    return switch (token.text()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new GraphSyntaxException(
              token, "expected `true` or `false`, found " + token.described());
    };
  }

  /** The constant of an enum whose name is written in lower case. */
  <E extends Enum<E>> E constant(String name, Class<E> type) {
    Token token = single(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(token.text())) {
        return constant;
      }
    }
    throw new GraphSyntaxException(token, "no such %s: %s".formatted(name, token.described()));
  }

  List<Integer> integers(String name) {
    return list(name).items().stream().map(Literals::readInt).toList();
  }

  List<Integer> integers(String name, int size) {
    Attribute list = list(name);
    if (list.items().size() != size) {
      throw new GraphSyntaxException(
          list.name(), "`%s` needs %d numbers, has %d".formatted(name, size, list.items().size()));
    }
    return list.items().stream().map(Literals::readInt).toList();
  }

  /** A shape: {@code [N,512]}. */
  List<Integer> dims(String name) {
    return list(name).items().stream().map(Attributes::dim).toList();
  }

  static int dim(Token token) {
    return token.isWord("N") ? TensorType.BATCH : Literals.readInt(token);
  }

  /** Fails if an attribute was not taken. */
  void end() {
    for (Attribute left : attributes.values()) {
      throw new GraphSyntaxException(
          left.name(), "`%s` has no attribute `%s`".formatted(op.text(), left.name().text()));
    }
  }

  private Token single(String name) {
    Attribute attribute = take(name);
    if (attribute.list()) {
      throw new GraphSyntaxException(
          attribute.name(), "`%s` is one value, not a list".formatted(name));
    }
    return attribute.items().getFirst();
  }

  private Attribute list(String name) {
    Attribute attribute = take(name);
    if (!attribute.list()) {
      throw new GraphSyntaxException(
          attribute.name(), "`%s` is a list, in brackets".formatted(name));
    }
    return attribute;
  }

  private Attribute take(String name) {
    Attribute attribute = attributes.remove(name);
    if (attribute == null) {
      throw new GraphSyntaxException(
          op, "`%s` needs the attribute `%s`".formatted(op.text(), name));
    }
    return attribute;
  }
}
