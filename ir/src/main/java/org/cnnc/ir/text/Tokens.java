package org.cnnc.ir.text;

import java.util.List;

/** The tokens of a text and a place in them. */
final class Tokens {
  private final List<Token> tokens;
  private int at;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  /** The next token, taken; the last one, END, stays. */
  Token take() {
    Token token = tokens.get(at);
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  Token take(Token.Kind kind, String what) {
    Token token = take();
    if (token.kind() != kind) {
      throw new GraphSyntaxException(token, "expected " + what + ", found " + token.described());
    }
    return token;
  }

  void takeSign(String sign) {
    Token token = take();
    if (!token.isSign(sign)) {
      throw new GraphSyntaxException(token, "expected `" + sign + "`, found " + token.described());
    }
  }

  void takeWord(String word) {
    Token token = take();
    if (!token.isWord(word)) {
      throw new GraphSyntaxException(token, "expected `" + word + "`, found " + token.described());
    }
  }

  /** Takes the sign if it comes next. */
  boolean skipSign(String sign) {
    if (!peek().isSign(sign)) {
      return false;
    }
    at++;
    return true;
  }
}
