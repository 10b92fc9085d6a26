package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The input itself; removed by canonicalization. */
public record Identity(Value input) implements Op {
  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Identity mapOperands(UnaryOperator<Value> f) {
    return new Identity(f.apply(input));
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
