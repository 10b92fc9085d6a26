package org.cnnc.frontend.syntax;

import java.util.List;
import org.cnnc.ir.SourceSpan;

/**
 * A string with its interpolations, quotes removed and escapes resolved; also a label's text:
 * {@code layer{stage}.{i}}.
 */
public record Text(SourceSpan span, List<Part> parts) {
  /** A piece of a text. */
  public sealed interface Part {
    /** Itself. */
    record Literal(String text) implements Part {}

    /** The value of an expression: {@code {2^depth}}. */
    record Hole(Expression value) implements Part {}
  }

  public Text {
    parts = List.copyOf(parts);
  }
}
