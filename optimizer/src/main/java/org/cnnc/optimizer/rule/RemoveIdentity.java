package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.tensor.Value;

/** {@code identity(x) → x} */
public record RemoveIdentity() implements Rule<Identity> {
  @Override
  public Class<Identity> root() {
    return Identity.class;
  }

  @Override
  public Optional<Value> apply(Identity identity, Rewriter rw) {
    return Optional.of(identity.input());
  }
}
