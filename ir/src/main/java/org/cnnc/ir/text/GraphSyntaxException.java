package org.cnnc.ir.text;

/** A graph's text cannot be read; the message begins with the place, {@code 3:14: }. */
public final class GraphSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  GraphSyntaxException(Token at, String message) {
    super("%d:%d: %s".formatted(at.line(), at.column(), message));
    this.line = at.line();
    this.column = at.column();
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column, from 1. */
  public int column() {
    return column;
  }
}
