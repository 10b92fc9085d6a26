package org.cnnc.frontend.parse;

import org.cnnc.ir.SourceSpan;

/** The text is nested deeper than any recursion over it may go; ends the parse. */
final class NestingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SourceSpan span;

  NestingException(SourceSpan span) {
    super("nested too deeply at " + span);
    this.span = span;
  }

  SourceSpan span() {
    return span;
  }
}
