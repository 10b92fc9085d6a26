package org.cnnc.frontend.operator;

import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.ir.SourceSpan;

/** Arguments of an operator do not fit; becomes a diagnostic at the argument, or at the call. */
public final class OperatorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final transient Optional<SourceSpan> span;
  private final transient Optional<String> help;

  OperatorException(Code code, Optional<SourceSpan> span, String message, Optional<String> help) {
    super(message, null, false, false);
    this.code = code;
    this.span = span;
    this.help = help;
  }

  public Code code() {
    return code;
  }

  /** The guilty argument, if it is one. */
  public Optional<SourceSpan> span() {
    return span;
  }

  public Optional<String> help() {
    return help;
  }
}
