package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.tensor.Value;

/**
 * {@code affine(linear(x, w, b), k, s) → linear(x, w * k, b * k + s)}, {@code k} along the output
 * features
 *
 * <p>Of a matrix {@code [N,OUT]} alone: an affine's channels are dimension 1, which of a higher
 * rank is not the features.
 *
 * <p>Only where nothing else reads the layer, which would otherwise be computed twice. Where layers
 * share a weight, only summands are folded: a copy of the weight for each layer costs more than an
 * affine.
 */
public record FoldAffineIntoLinear() implements Rule<Affine> {
  @Override
  public Class<Affine> root() {
    return Affine.class;
  }

  @Override
  public Optional<Value> apply(Affine affine, Rewriter rw) {
    Optional<ConstantAffine> constants = ConstantAffine.of(affine, rw);
    if (rw.definition(affine.input()) instanceof Linear linear
        && rw.isUsedOnce(affine.input())
        && rw.definition(linear.weight()) instanceof Constant weight
        && rw.definition(linear.bias()) instanceof Constant bias
        && constants.isPresent()
        && affine.input().type().rank() == 2) {
      ConstantAffine ks = constants.get();
      if (ks.onlyShifts()) {
        Value b = rw.emit(ks.appliedTo(bias));
        return Optional.of(rw.emit(linear.withWeights(linear.weight(), b), affine.input()));
      }
      if (rw.isUsedOnce(linear.weight())) {
        Value w = rw.emit(ks.timesRows(weight, weight.value().type().dim(0), o -> o));
        Value b = rw.emit(ks.appliedTo(bias));
        return Optional.of(rw.emit(linear.withWeights(w, b), affine.input()));
      }
    }
    return Optional.empty();
  }
}
