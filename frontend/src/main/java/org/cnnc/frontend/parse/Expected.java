package org.cnnc.frontend.parse;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.Vocabulary;
import org.antlr.v4.runtime.misc.IntervalSet;

/** What could have stood where an error is, in a user's words. */
final class Expected {
  /** A set of tokens that together are one thing to a user, known by the few that only it has. */
  private record Group(String name, Set<String> signs, Set<String> tokens) {}

  private static final Set<String> EXPRESSION =
      Set.of("INT", "FLOAT", "STRING", "true", "false", "(", "[", "-", "not", "if", "ID", "div");

  private static final Set<String> LABEL =
      Set.of(
          "ID", "div", "INT", "FLOAT", "{", "as", "block", "cnn", "dim", "expect", "fn", "from",
          "import", "input", "labels", "model", "output", "param", "require", "test", "weights");

  private static final Set<String> CONTINUATION =
      Set.of(
          "^", "*", "/", "%", "div", "+", "-", "..", "..<", "==", "!=", "<", ">", "<=", ">=", "and",
          "or", "->", "[", "(", ".");

  private static final Set<String> STATEMENT =
      Set.of(
          "@", "input", "output", "dim", "weights", "param", "require", "expect", "if", "for",
          "return", "ID");

  private static final Set<String> DECLARATION = Set.of("import", "fn", "block", "model", "test");

  /** In this order: a wider group takes its tokens from a narrower one. */
  private static final List<Group> GROUPS =
      List.of(
          // A stage may go on with more of its label, and a value with an operator: where that is
          // possible it explains nothing.
          new Group("", Set.of("->", ":", "cnn"), union(union(LABEL, CONTINUATION), Set.of(":"))),
          new Group("", Set.of("*", "=="), CONTINUATION),
          new Group("a label or an operator", Set.of("cnn", "repeat"), withRepeat()),
          new Group("an expression", Set.of("not", "true", "cnn"), union(EXPRESSION, LABEL)),
          new Group("an expression", Set.of("not", "true"), EXPRESSION),
          new Group("a label", Set.of("cnn", "FLOAT"), LABEL),
          new Group("a statement", Set.of("for", "return"), STATEMENT),
          new Group("a declaration", Set.of("fn", "test"), DECLARATION));

  private final List<String> names = new ArrayList<>();
  private final Set<String> tokens = new LinkedHashSet<>();

  Expected(IntervalSet types, Vocabulary vocabulary) {
    for (int type : types.toArray()) {
      tokens.add(type == Token.EOF ? "EOF" : plain(vocabulary.getDisplayName(type)));
    }
    Set<String> left = new LinkedHashSet<>(tokens);
    for (Group group : GROUPS) {
      if (left.containsAll(group.signs())) {
        left.removeAll(group.tokens());
        if (!group.name().isEmpty()) {
          names.add(group.name());
        }
      }
    }
    left.forEach(token -> names.add(humanName(token)));
  }

  private static Set<String> withRepeat() {
    return union(LABEL, Set.of("if", "repeat"));
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }

  private static String plain(String displayName) {
    return displayName.startsWith("'")
        ? displayName.substring(1, displayName.length() - 1)
        : displayName;
  }

  private static String humanName(String token) {
    return switch (token) {
      case "ID" -> "a name";
      case "INT" -> "an integer";
      case "FLOAT" -> "a number";
      case "STRING" -> "a string";
      case "EOF" -> "the end of the file";
      default -> "`%s`".formatted(token);
    };
  }

  /** The expected tokens as the grammar writes them, without quotes. */
  Set<String> tokens() {
    return tokens;
  }

  /** {@code `)` or `,`} behind {@code prefix}; nothing where anything could come. */
  String text(String prefix) {
    if (names.isEmpty()) {
      return tokens.isEmpty() ? "" : prefix + "an operator";
    }
    if (names.size() == 1) {
      return prefix + names.getFirst();
    }
    String most = String.join(", ", names.subList(0, names.size() - 1));
    return prefix + most + " or " + names.getLast();
  }
}
