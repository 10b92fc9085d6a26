package org.cnnc.frontend.syntax;

import java.util.List;
import org.cnnc.ir.SourceSpan;

/** {@code relu}, or {@code att.SelfAttention} for what an imported file declares. */
public record Path(SourceSpan span, List<Name> names) {
  public Path {
    names = List.copyOf(names);
  }

  /** {@code att.SelfAttention}. */
  public String text() {
    return String.join(".", names.stream().map(Name::text).toList());
  }
}
