package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A dense layer on the last dimension: {@code y[..., o] = bias[o] + sum over i of x[..., i] *
 * weight[o, i]}. The weight is {@code [OUT, IN]} as in PyTorch, the bias {@code [OUT]}.
 */
public record Linear(Value input, Value weight, Value bias) implements Op {
  public Linear {
    TensorType x = input.type();
    TensorType w = weight.type();
    ShapeException.checkF32("linear", x);
    check(x.rank() >= 2, "linear: the input must be [N,...,IN], got %s", x);
    check(w.rank() == 2, "linear: the weight must be [OUT,IN], got %s", w);
    check(
        x.dim(x.rank() - 1) == w.dim(1),
        "linear: the input has %d features, the weight expects %d",
        x.dim(x.rank() - 1),
        w.dim(1));
    check(
        bias.type().rank() == 1 && bias.type().dim(0) == w.dim(0),
        "linear: the bias must be [%d], got %s",
        w.dim(0),
        bias.type());
  }

  /** The same layer with another weight and bias. */
  public Linear withWeights(Value newWeight, Value newBias) {
    return new Linear(input, newWeight, newBias);
  }

  @Override
  public List<Value> operands() {
    return List.of(input, weight, bias);
  }

  @Override
  public Linear mapOperands(UnaryOperator<Value> f) {
    return new Linear(f.apply(input), f.apply(weight), f.apply(bias));
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(input.type().dims());
    dims.set(dims.size() - 1, weight.type().dim(0));
    return List.of(input.type().withDims(dims));
  }
}
