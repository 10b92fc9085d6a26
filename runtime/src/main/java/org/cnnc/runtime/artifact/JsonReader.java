package org.cnnc.runtime.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Reads JSON strictly (RFC 8259), from a text that may be hostile: nesting is bounded, a member may
 * not appear twice, strings hold no lone surrogates, and nothing may follow the value.
 */
final class JsonReader {
  /** The manifest nests four deep; the bound is there so that no text can exhaust the stack. */
  private static final int MAX_DEPTH = 32;

  /** The longest double that Java prints has 24 characters. */
  private static final int MAX_NUMBER = 64;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads one value that is the whole text.
   *
   * @throws JsonException with the place of the first error, as a character index
   */
  static Json read(String text) {
    var reader = new JsonReader(text);
    Json value = reader.value(0);
    if (reader.peek() != END) {
      throw reader.error("nothing may follow the value");
    }
    return value;
  }

  /** What {@link #peek} returns after the last character. */
  private static final int END = -1;

  private Json value(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    return switch (peek()) {
      case '{' -> members(depth);
      case '[' -> items(depth);
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Truth(true));
      case 'f' -> word("false", new Json.Truth(false));
      case 'n' -> word("null", new Json.Null());
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw error("expected a value");
    };
  }

  private Json members(int depth) {
    SequencedMap<String, Json> values = new LinkedHashMap<>();
    expect('{');
    if (peek() != '}') {
      do {
        if (peek() != '"') {
          throw error("expected a member name in quotes");
        }
        int place = at;
        String name = string();
        expect(':');
        if (values.putIfAbsent(name, value(depth + 1)) != null) {
          at = place;
          throw error("a member appears twice");
        }
      } while (accept(','));
    }
    expect('}');
    return new Json.Members(values);
  }

  private Json items(int depth) {
    List<Json> values = new ArrayList<>();
    expect('[');
    if (peek() != ']') {
      do {
        values.add(value(depth + 1));
      } while (accept(','));
    }
    expect(']');
    return new Json.Items(values);
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw error("expected `" + word + "`");
    }
    at += word.length();
    return value;
  }

  private Json number() {
    int start = at;
    if (charAt(at) == '-') {
      at++;
    }
    if (charAt(at) == '0') {
      at++;
    } else {
      digits();
    }
    if (charAt(at) == '.') {
      at++;
      digits();
    }
    if (charAt(at) == 'e' || charAt(at) == 'E') {
      at++;
      if (charAt(at) == '+' || charAt(at) == '-') {
        at++;
      }
      digits();
    }
    if (at - start > MAX_NUMBER) {
      at = start;
      throw error("a number longer than " + MAX_NUMBER + " characters");
    }
    return new Json.Numeral(text.substring(start, at));
  }

  private void digits() {
    int start = at;
    while (charAt(at) >= '0' && charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw error("expected a digit");
    }
  }

  private String string() {
    expect('"');
    var out = new StringBuilder();
    while (charAt(at) != '"') {
      int c = charAt(at);
      if (c == END) {
        throw error("a string has no end");
      }
      if (c < ' ') {
        throw error("a control character in a string");
      }
      at++;
      out.append(c == '\\' ? escape() : (char) c);
    }
    at++;
    String string = out.toString();
    if (string
        .codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw error("half a surrogate pair in a string");
    }
    return string;
  }

  private char escape() {
    int c = charAt(at);
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw error("unknown escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = charAt(at);
      // Character.digit also takes the digits of other scripts, which JSON does not.
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("expected four hexadecimal digits");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  /** Skips white space; the character after it is not taken. */
  private int peek() {
    while (charAt(at) == ' ' || charAt(at) == '\t' || charAt(at) == '\n' || charAt(at) == '\r') {
      at++;
    }
    return charAt(at);
  }

  private boolean accept(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw error("expected `" + c + "`");
    }
  }

  private int charAt(int index) {
    return index < text.length() ? text.charAt(index) : END;
  }

  private JsonException error(String message) {
    return new JsonException(message + ", at character " + Math.min(at, text.length()));
  }
}
