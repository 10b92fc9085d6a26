package org.cnnc.ir.text;

import java.util.ArrayList;
import java.util.List;

/** Cuts a graph's text into tokens. */
final class Lexer {
  private static final String SIGNS = "{}[](),=:";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /** All tokens, the last of kind END. */
  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    while (lexer.skipBlanks()) {
      lexer.tokens.add(lexer.next());
    }
    lexer.tokens.add(lexer.token(Token.Kind.END, "", lexer.at));
    return lexer.tokens;
  }

  private boolean skipBlanks() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
        lineStart = at + 1;
        at++;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return true;
      }
    }
    return false;
  }

  private Token next() {
    int start = at;
    char c = text.charAt(at);
    if (text.startsWith("->", at)) {
      at += 2;
      return token(Token.Kind.SIGN, "->", start);
    }
    if (SIGNS.indexOf(c) >= 0) {
      at++;
      return token(Token.Kind.SIGN, String.valueOf(c), start);
    }
    return switch (c) {
      case '@' -> name(start);
      case '%' -> {
        at++;
        yield token(Token.Kind.VALUE, word(), start);
      }
      default -> wordOrNumber(start);
    };
  }

  private Token name(int start) {
    at++;
    if (at < text.length() && text.charAt(at) == '"') {
      return quotedName(start);
    }
    int from = at;
    while (at < text.length() && Names.isPlain(text.charAt(at)) && !text.startsWith("//", at)) {
      at++;
    }
    if (at == from) {
      throw error(start, "a name is missing after `@`");
    }
    return token(Token.Kind.NAME, text.substring(from, at), start);
  }

  private Token quotedName(int start) {
    at++;
    StringBuilder name = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      name.append(c == '\\' ? escape(start) : c);
    }
    if (at >= text.length() || text.charAt(at) != '"') {
      throw error(start, "the quoted name has no end");
    }
    at++;
    return token(Token.Kind.NAME, name.toString(), start);
  }

  private char escape(int start) {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    if (c == '"' || c == '\\') {
      return c;
    }
    if (c == 'u' && at + 4 <= text.length()) {
      String digits = text.substring(at, at + 4);
      if (digits.chars().allMatch(d -> Character.digit(d, 16) >= 0 && d < 128)) {
        at += 4;
        return (char) Integer.parseInt(digits, 16);
      }
    }
    throw error(start, "an escape in the quoted name is none of \\\" \\\\ \\uXXXX");
  }

  private Token wordOrNumber(int start) {
    char c = text.charAt(at);
    boolean signed = c == '-' || c == '+';
    if (signed) {
      at++;
    }
    boolean number = signed || (c >= '0' && c <= '9');
    String word = number ? number() : word();
    if (word.isEmpty()) {
      throw error(
          start,
          "unexpected character `%s`".formatted(Character.toString(text.codePointAt(start))));
    }
    return token(number ? Token.Kind.NUMBER : Token.Kind.WORD, text.substring(start, at), start);
  }

  /** Letters, digits and {@code _} from here on. */
  private String word() {
    int from = at;
    while (at < text.length()
        && (text.charAt(at) == '_'
            || (text.charAt(at) < 128 && Character.isLetterOrDigit(text.charAt(at))))) {
      at++;
    }
    return text.substring(from, at);
  }

  /** A word that may also hold points, and signs after an {@code E}. */
  private String number() {
    int from = at;
    String part = word();
    while (!part.isEmpty() && at < text.length()) {
      char c = text.charAt(at);
      boolean exponent = (c == '-' || c == '+') && part.charAt(part.length() - 1) == 'E';
      if (c != '.' && !exponent) {
        break;
      }
      at++;
      part = word();
    }
    return text.substring(from, at);
  }

  private Token token(Token.Kind kind, String content, int start) {
    return new Token(kind, content, line, start - lineStart + 1);
  }

  private GraphSyntaxException error(int start, String message) {
    return new GraphSyntaxException(token(Token.Kind.END, "", start), message);
  }
}
