package org.cnnc.ir.text;

/**
 * A piece of a graph's text.
 *
 * @param text what it says: a name without its {@code @} and quotes, a value without its {@code %}
 */
record Token(Kind kind, String text, int line, int column) {
  enum Kind {
    /** {@code conv2d}, {@code f32}, {@code NaN}. */
    WORD,
    /** {@code -1.0E-5}, {@code 12}, {@code -Infinity}. */
    NUMBER,
    /** {@code @conv1.weight}. */
    NAME,
    /** {@code %12} and {@code %_}. */
    VALUE,
    /** One of <code>{ } [ ] ( ) , = : -&gt;</code>. */
    SIGN,
    END
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** How an error message calls it. */
  String described() {
    return switch (kind) {
      case WORD, NUMBER, SIGN -> "`" + text + "`";
      case NAME -> "`@" + text + "`";
      case VALUE -> "`%" + text + "`";
      case END -> "the end of the text";
    };
  }
}
