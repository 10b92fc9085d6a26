package org.cnnc.ir.loop.text;

/** A text that is no kernel; the message begins with the line. */
public final class LoopSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoopSyntaxException(int line, String message) {
    super("line %d: %s".formatted(line, message));
  }
}
