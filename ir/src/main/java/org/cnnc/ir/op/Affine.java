package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** {@code y = x * scale[c] + shift[c]}, the channel being dimension 1; both are {@code [C]}. */
public record Affine(Value input, Value scale, Value shift) implements ElementwiseOp {
  public Affine {
    TensorType x = input.type();
    ShapeException.checkF32("affine", x);
    check(x.rank() >= 2, "affine: the input must be [N,C,...], got %s", x);
    for (Value v : List.of(scale, shift)) {
      check(
          v.type().rank() == 1 && v.type().dim(0) == x.dim(1),
          "affine: the input has %d channels, a factor or summand has shape %s",
          x.dim(1),
          v.type());
    }
  }

  @Override
  public List<Value> operands() {
    return List.of(input, scale, shift);
  }

  @Override
  public Affine mapOperands(UnaryOperator<Value> f) {
    return new Affine(f.apply(input), f.apply(scale), f.apply(shift));
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
