package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** A tensor that the caller gives at run time. */
public record Input(String name, TensorType type) implements Op {
  @Override
  public List<Value> operands() {
    return List.of();
  }

  @Override
  public Input mapOperands(UnaryOperator<Value> f) {
    return this;
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(type);
  }
}
