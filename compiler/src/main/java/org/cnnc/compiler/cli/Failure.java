package org.cnnc.compiler.cli;

import java.util.Optional;
import java.util.regex.Pattern;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.spi.BackendException;
import org.cnnc.runtime.CnncException;

/**
 * What a failed command tells the user, and its exit status. A user's mistake never shows a stack
 * trace.
 *
 * @param text one or more lines without a newline at the end; a control character, which files and
 *     their names may hold and terminals obey, is a question mark
 */
record Failure(ExitStatus status, String text) {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

  Failure {
    text = CONTROL.matcher(text).replaceAll("?");
  }

  /** Whose fault an exception is. */
  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case DiagnosticException e ->
          new Failure(
              e.isUnsupported() ? ExitStatus.UNSUPPORTED : ExitStatus.ERROR,
              e.getMessage().stripTrailing());
      case UserException e -> error(e.getMessage(), e.help());
      case UnsupportedException e ->
          new Failure(ExitStatus.UNSUPPORTED, "error[unsupported]: " + e.getMessage());
      case BackendException e -> error(e.getMessage(), Optional.empty());
      case CnncException e -> error(e.getMessage(), Optional.empty());
      case OutOfMemoryError _ ->
          error("not enough memory", Optional.of("close other programs, or use a smaller model"));
      case CompilerBug e -> bug(e.getMessage());
      default -> bug("internal error: " + thrown);
    };
  }

  private static Failure error(String message, Optional<String> help) {
    return new Failure(
        ExitStatus.ERROR,
        "error: " + message + help.map(text -> "\n   = help: " + text).orElse(""));
  }

  private static Failure bug(String message) {
    return new Failure(
        ExitStatus.BUG,
        message
            + "\n   = help: this is a bug of cnnc, please report it with the model;"
            + " CNNC_DEBUG=1 shows where it happened");
  }
}
