package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.tensor.Value;

/** {@code expand(x) → x}, where the shape is x's own */
public record RemoveIdentityExpand() implements Rule<Expand> {
  @Override
  public Class<Expand> root() {
    return Expand.class;
  }

  @Override
  public Optional<Value> apply(Expand expand, Rewriter rw) {
    return expand.dims().equals(expand.input().type().dims())
        ? Optional.of(expand.input())
        : Optional.empty();
  }
}
