package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.Value;

/** {@code affine(affine(x, k, s), l, t) → affine(x, k * l, s * l + t)} */
public record MergeAffines() implements Rule<Affine> {
  @Override
  public Class<Affine> root() {
    return Affine.class;
  }

  @Override
  public Optional<Value> apply(Affine outer, Rewriter rw) {
    Optional<ConstantAffine> second = ConstantAffine.of(outer, rw);
    if (rw.definition(outer.input()) instanceof Affine inner
        && rw.isUsedOnce(outer.input())
        && rw.definition(inner.scale()) instanceof Constant scale
        && rw.definition(inner.shift()) instanceof Constant shift
        && second.isPresent()) {
      Value k = rw.emit(second.get().times(scale));
      Value s = rw.emit(second.get().appliedTo(shift));
      return Optional.of(rw.emit(new Affine(inner.input(), k, s), outer.input()));
    }
    return Optional.empty();
  }
}
