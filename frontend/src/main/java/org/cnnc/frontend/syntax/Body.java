package org.cnnc.frontend.syntax;

import java.util.List;
import org.cnnc.ir.SourceSpan;

/** What a block or function computes. */
public sealed interface Body {
  /** {@code = expression}. */
  record Value(Expression expression) implements Body {}

  /** {@code { ... return e }}; the span is the closing brace. */
  record Statements(List<Statement> statements, SourceSpan end) implements Body {
    public Statements {
      statements = List.copyOf(statements);
    }
  }
}
