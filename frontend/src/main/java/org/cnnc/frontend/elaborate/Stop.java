package org.cnnc.frontend.elaborate;

import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.ir.SourceSpan;

/**
 * A statement cannot be finished: for a mistake that is still to be reported, or, without one,
 * since something it reads has no value for a mistake reported before.
 */
final class Stop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Diagnostic> diagnostic;
  private final boolean endsBody;

  private Stop(Optional<Diagnostic> diagnostic, boolean endsBody) {
    super("", null, false, false);
    this.diagnostic = diagnostic;
    this.endsBody = endsBody;
  }

  /** What is read here has a mistake that is reported already. */
  static Stop poisoned() {
    return new Stop(Optional.empty(), false);
  }

  /** A body's own {@code require} does not hold: what follows would only be consequences. */
  static Stop abandoned() {
    return new Stop(Optional.empty(), true);
  }

  static Stop of(Diagnostic diagnostic) {
    return new Stop(Optional.of(diagnostic), false);
  }

  static Stop at(SourceSpan span, Code code, String message) {
    return of(Diagnostic.at(span, code, message));
  }

  Optional<Diagnostic> diagnostic() {
    return diagnostic;
  }

  /** Whether not only the statement ends, but the block or model it is in. */
  boolean endsBody() {
    return endsBody;
  }
}
