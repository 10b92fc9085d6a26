package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Value;

/** {@code reshape(x) → x}, where the shape is x's own */
public record RemoveIdentityReshape() implements Rule<Reshape> {
  @Override
  public Class<Reshape> root() {
    return Reshape.class;
  }

  @Override
  public Optional<Value> apply(Reshape reshape, Rewriter rw) {
    return reshape.dims().equals(reshape.input().type().dims())
        ? Optional.of(reshape.input())
        : Optional.empty();
  }
}
