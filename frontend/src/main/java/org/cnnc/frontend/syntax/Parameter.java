package org.cnnc.frontend.syntax;

import java.util.Optional;

/** A parameter of a block, function or model: {@code stride: int = 1}. */
public record Parameter(Name name, Optional<Kind> kind, Optional<Expression> fallback) {
  /** What a parameter takes. */
  public sealed interface Kind {
    /** A tensor whose shape matches: {@code [N, C, H, W]}. */
    record Shaped(Shape shape) implements Kind {}

    /** A compile-time value: {@code int[4]}. */
    record Typed(Type type) implements Kind {}
  }
}
