package org.cnnc.ir.loop.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of a text, one after the other. */
final class Tokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>[ \\t\\r\\n]+|//[^\\n]*)"
              + "|(?<accumulate>(min|max)=(?!=))"
              + "|(?<float>\\d+\\.\\d+(E-?\\d+)?)"
              + "|(?<int>\\d+)"
              + "|(?<name>[A-Za-z_]\\w*(\\.\\w+)*)"
              + "|(?<sign>\\.\\.|[-+*]=|[<>=!]=|[-+*/%<>=(){}\\[\\],:])");

  /** What a token is. */
  enum Kind {
    FLOAT,
    INT,
    NAME,
    SIGN,
    END
  }

  /** A token and the line on which it stands. */
  record Token(Kind kind, String text, int line) {}

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  Tokens(String text) {
    Matcher matcher = TOKEN.matcher(text);
    int line = 1;
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new LoopSyntaxException(line, "what is '%c'?".formatted(text.charAt(at)));
      }
      String found = matcher.group();
      if (matcher.group("float") != null) {
        tokens.add(new Token(Kind.FLOAT, found, line));
      } else if (matcher.group("int") != null) {
        tokens.add(new Token(Kind.INT, found, line));
      } else if (matcher.group("name") != null) {
        tokens.add(new Token(Kind.NAME, found, line));
      } else if (matcher.group("sign") != null || matcher.group("accumulate") != null) {
        tokens.add(new Token(Kind.SIGN, found, line));
      }
      line += (int) found.chars().filter(c -> c == '\n').count();
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, "the end of the text", line));
  }

  Token peek() {
    return tokens.get(next);
  }

  Token take() {
    Token token = tokens.get(next);
    next += token.kind == Kind.END ? 0 : 1;
    return token;
  }

  boolean isNext(String text) {
    return peek().text.equals(text);
  }

  /** Takes the next token if it is this one. */
  boolean skip(String text) {
    boolean isNext = isNext(text);
    if (isNext) {
      take();
    }
    return isNext;
  }

  void expect(String text) {
    if (!skip(text)) {
      throw error("'%s' expected, not '%s'".formatted(text, peek().text));
    }
  }

  String name() {
    return take(Kind.NAME, "a name").text;
  }

  int integer() {
    Token token = take(Kind.INT, "a number");
    try {
      return Integer.parseInt(token.text);
    } catch (NumberFormatException e) {
      throw new LoopSyntaxException(token.line, "too large a number: " + token.text);
    }
  }

  private Token take(Kind kind, String what) {
    if (peek().kind != kind) {
      throw error("%s expected, not '%s'".formatted(what, peek().text));
    }
    return take();
  }

  LoopSyntaxException error(String message) {
    return new LoopSyntaxException(peek().line, message);
  }
}
