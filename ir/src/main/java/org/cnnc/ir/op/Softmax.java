package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code exp(x) / sum of exp(x)} along one axis, computed after subtracting the axis' maximum; or
 * its logarithm.
 */
public record Softmax(Value input, int axis, boolean log) implements Op {
  public Softmax {
    TensorType x = input.type();
    String name = log ? "log_softmax" : "softmax";
    ShapeException.checkF32(name, x);
    check(axis >= 0 && axis < x.rank(), "%s: axis %d of %s", name, axis, x);
    check(x.dim(axis) != TensorType.BATCH, "%s: the batch cannot be an axis", name);
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Softmax mapOperands(UnaryOperator<Value> f) {
    return new Softmax(f.apply(input), axis, log);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
