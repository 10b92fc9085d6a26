package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;

/** {@code relu(relu(x)) → relu(x)}, {@code relu(relu6(x)) → relu6(x)}, and relu6 of relu6 */
public record RemoveRepeatedRelu() implements Rule<Unary> {
  @Override
  public Class<Unary> root() {
    return Unary.class;
  }

  @Override
  public Optional<Value> apply(Unary outer, Rewriter rw) {
    if (rw.definition(outer.input()) instanceof Unary inner
        && (isRelu(outer, UnaryKind.RELU) || isRelu(outer, UnaryKind.RELU6))
        && (isRelu(inner, outer.kind()) || isRelu(inner, UnaryKind.RELU6))) {
      return Optional.of(outer.input());
    }
    return Optional.empty();
  }

  private static boolean isRelu(Unary unary, UnaryKind kind) {
    return unary.kind() == kind;
  }
}
