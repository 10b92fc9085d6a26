package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.function.Consumer;

/** Writes JSON without white space; commas come by themselves. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();

  /** Whether a value or member now would need a comma before it. */
  private boolean separate;

  JsonWriter member(String name) {
    string(name);
    out.append(':');
    separate = false;
    return this;
  }

  void beginObject() {
    open('{');
  }

  void endObject() {
    close('}');
  }

  void beginList() {
    open('[');
  }

  void endList() {
    close(']');
  }

  <T> void list(List<T> items, Consumer<T> write) {
    beginList();
    items.forEach(write);
    endList();
  }

  void number(long value) {
    value(Long.toString(value));
  }

  /** A finite number, in the fewest digits that read back as the same double. */
  void number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no number " + value);
    }
    value(Double.toString(value));
  }

  void truth(boolean value) {
    value(Boolean.toString(value));
  }

  void nothing() {
    value("null");
  }

  void string(String value) {
    separator();
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
    separate = true;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void value(String text) {
    separator();
    out.append(text);
    separate = true;
  }

  private void open(char bracket) {
    separator();
    out.append(bracket);
    separate = false;
  }

  private void close(char bracket) {
    out.append(bracket);
    separate = true;
  }

  private void separator() {
    if (separate) {
      out.append(',');
    }
  }
}
