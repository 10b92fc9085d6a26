package org.cnnc.frontend.syntax;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.SourceSpan;

/** What a pipe goes through. */
public sealed interface Stage {
  SourceSpan span();

  /** {@code conv1: conv2d(64, 3)}; the piped value becomes the first argument. */
  record Call(SourceSpan span, Optional<Text> label, Path callee, List<Argument> arguments)
      implements Stage {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code if c { ... } else { ... }}; without else the value passes unchanged. */
  record If(SourceSpan span, Expression condition, List<Stage> then, List<Stage> otherwise)
      implements Stage {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /** {@code repeat i in 0..<2 { ... }}, or {@code repeat 3 { ... }} without a variable. */
  record Repeat(SourceSpan span, Optional<Name> variable, Expression values, List<Stage> body)
      implements Stage {
    public Repeat {
      body = List.copyOf(body);
    }
  }
}
