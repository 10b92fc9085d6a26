package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Batch normalisation at inference (Ioffe and Szegedy 2015): {@code y = (x - mean[c]) / sqrt(
 * variance[c] + epsilon) * scale[c] + shift[c]}, the channel being dimension 1. All four statistics
 * are {@code [C]}. Canonicalization turns it into an {@link Affine}.
 */
public record BatchNorm(
    Value input, Value scale, Value shift, Value mean, Value variance, float epsilon)
    implements Op {
  public BatchNorm {
    TensorType x = input.type();
    ShapeException.checkF32("batch_norm", x);
    check(x.rank() >= 2, "batch_norm: the input must be [N,C,...], got %s", x);
    for (Value v : List.of(scale, shift, mean, variance)) {
      check(
          v.type().rank() == 1 && v.type().dim(0) == x.dim(1),
          "batch_norm: the input has %d channels, a statistic has shape %s",
          x.dim(1),
          v.type());
    }
  }

  @Override
  public List<Value> operands() {
    return List.of(input, scale, shift, mean, variance);
  }

  @Override
  public BatchNorm mapOperands(UnaryOperator<Value> f) {
    return new BatchNorm(
        f.apply(input), f.apply(scale), f.apply(shift), f.apply(mean), f.apply(variance), epsilon);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
