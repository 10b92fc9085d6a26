package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.tensor.Value;

/** {@code affine(x, 1, 0) → x} */
public record RemoveIdentityAffine() implements Rule<Affine> {
  @Override
  public Class<Affine> root() {
    return Affine.class;
  }

  @Override
  public Optional<Value> apply(Affine affine, Rewriter rw) {
    return ConstantAffine.of(affine, rw)
        .filter(ConstantAffine::isIdentity)
        .map(identity -> affine.input());
  }
}
