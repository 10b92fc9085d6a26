package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.tensor.Value;

/** {@code affine(max_pool2d(x), k, s) → [max_pool2d(x) -> affine k, s]} */
public record FuseAffine() implements Rule<Affine> {
  @Override
  public Class<Affine> root() {
    return Affine.class;
  }

  @Override
  public Optional<Value> apply(Affine affine, Rewriter rw) {
    return new Epilogue(affine.input()).append(affine, rw);
  }
}
