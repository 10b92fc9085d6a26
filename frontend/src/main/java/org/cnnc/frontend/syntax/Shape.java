package org.cnnc.frontend.syntax;

import java.util.List;
import org.cnnc.ir.SourceSpan;

/** {@code [N, out, ceil_div(H, stride), W]}. */
public record Shape(SourceSpan span, List<Expression> dims) {
  public Shape {
    dims = List.copyOf(dims);
  }
}
