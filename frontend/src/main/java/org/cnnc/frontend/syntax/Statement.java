package org.cnnc.frontend.syntax;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.SourceSpan;

/** A step of a body. */
public sealed interface Statement {
  SourceSpan span();

  /** {@code input image: f32[N, 3, 224, 224] from pixels(rgb)}. */
  record Input(
      SourceSpan span,
      Name name,
      Name dtype,
      Shape shape,
      Optional<Expression.Call> from,
      String doc)
      implements Statement {}

  /** {@code output probs: f32[N, classes] labels "imagenet.txt"}. */
  record Output(
      SourceSpan span, Name name, Name dtype, Shape shape, Optional<Expression> labels, String doc)
      implements Statement {}

  /** {@code dim H in 16..2048}. */
  record Dim(SourceSpan span, Name name, Expression range) implements Statement {}

  /** {@code weights "lenet5.safetensors"}. */
  record Weights(SourceSpan span, Text path) implements Statement {}

  /** {@code param scale: f32[C]}: a trained tensor that no operator owns. */
  record Param(SourceSpan span, Name name, Name dtype, Shape shape) implements Statement {}

  /** {@code require C % g == 0, "groups {g} must divide the {C} channels"}. */
  record Require(SourceSpan span, Expression condition, Text message) implements Statement {}

  /** {@code expect top1(scores) == 7}, in a test. */
  record Expect(SourceSpan span, List<Expression> conditions) implements Statement {}

  /** {@code if c { ... } else { ... }}. */
  record If(SourceSpan span, Expression condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {}

  /** {@code for (c, n) in [(16, 1), (24, 2)] { ... }}. */
  record For(
      SourceSpan span, List<Name> pattern, boolean isTuple, Expression values, List<Statement> body)
      implements Statement {}

  /** {@code return y + shortcut -> relu}. */
  record Return(SourceSpan span, Expression value) implements Statement {}

  /** {@code x = e}, or {@code x += e}. */
  record Assign(SourceSpan span, Name name, boolean isAdding, Expression value)
      implements Statement {}
}
