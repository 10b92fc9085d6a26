package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code batch_norm(x, scale, shift, mean, variance) → affine(x, k, shift - mean * k)} with {@code
 * k = scale / sqrt(variance + epsilon)}
 */
public record BatchNormToAffine() implements Rule<BatchNorm> {
  @Override
  public Class<BatchNorm> root() {
    return BatchNorm.class;
  }

  @Override
  public Optional<Value> apply(BatchNorm bn, Rewriter rw) {
    if (rw.definition(bn.scale()) instanceof Constant(String name, Tensor scale)
        && rw.definition(bn.shift()) instanceof Constant(String _, Tensor shift)
        && rw.definition(bn.mean()) instanceof Constant(String _, Tensor mean)
        && rw.definition(bn.variance()) instanceof Constant(String _, Tensor variance)) {
      TensorType type = scale.type();
      Tensor k =
          Tensor.generate(
              type, i -> scale.floatAt(i) / Math.sqrt((double) variance.floatAt(i) + bn.epsilon()));
      // From the rounded k, so that an x near the mean loses nothing to that rounding.
      Tensor s =
          Tensor.generate(type, i -> shift.floatAt(i) - (double) mean.floatAt(i) * k.floatAt(i));
      String layer = ConstantAffine.layer(name);
      String prefix = layer.isEmpty() ? "" : layer + ".";
      Value factor = rw.emit(new Constant(name.isEmpty() ? "" : prefix + "factor", k));
      Value summand = rw.emit(new Constant(name.isEmpty() ? "" : prefix + "summand", s));
      return Optional.of(rw.emit(new Affine(bn.input(), factor, summand)));
    }
    return Optional.empty();
  }
}
