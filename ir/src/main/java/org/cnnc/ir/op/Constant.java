package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A tensor known at compile time. The name is that of the parameter it was bound from, made unique
 * by derivation ({@code conv1.weight*bn1}); it is empty for small anonymous constants.
 */
public record Constant(String name, Tensor value) implements Op {
  @Override
  public List<Value> operands() {
    return List.of();
  }

  @Override
  public Constant mapOperands(UnaryOperator<Value> f) {
    return this;
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(value.type());
  }
}
