package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.tensor.Value;

/** {@code dropout(x) → x}, for what is compiled is inference. */
public record RemoveDropout() implements Rule<Dropout> {
  @Override
  public Class<Dropout> root() {
    return Dropout.class;
  }

  @Override
  public Optional<Value> apply(Dropout dropout, Rewriter rw) {
    return Optional.of(dropout.input());
  }
}
