package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.tensor.Value;

/**
 * {@code affine(conv2d(x, w, b), k, s) → conv2d(x, w * k, b * k + s)}, {@code k} along the output
 * channels
 *
 * <p>Only where nothing else reads the convolution, which would otherwise be computed twice. Where
 * layers share a weight, only summands are folded: a copy of the weight for each layer costs more
 * than an affine.
 */
public record FoldAffineIntoConv2d() implements Rule<Affine> {
  @Override
  public Class<Affine> root() {
    return Affine.class;
  }

  @Override
  public Optional<Value> apply(Affine affine, Rewriter rw) {
    Optional<ConstantAffine> constants = ConstantAffine.of(affine, rw);
    if (rw.definition(affine.input()) instanceof Conv2d conv
        && rw.isUsedOnce(affine.input())
        && rw.definition(conv.weight()) instanceof Constant weight
        && rw.definition(conv.bias()) instanceof Constant bias
        && constants.isPresent()) {
      ConstantAffine ks = constants.get();
      if (ks.onlyShifts()) {
        Value b = rw.emit(ks.appliedTo(bias));
        return Optional.of(rw.emit(conv.withWeights(conv.weight(), b), affine.input()));
      }
      if (rw.isUsedOnce(conv.weight())) {
        Value w = rw.emit(ks.timesRows(weight, weight.value().type().dim(0), oc -> oc));
        Value b = rw.emit(ks.appliedTo(bias));
        return Optional.of(rw.emit(conv.withWeights(w, b), affine.input()));
      }
    }
    return Optional.empty();
  }
}
