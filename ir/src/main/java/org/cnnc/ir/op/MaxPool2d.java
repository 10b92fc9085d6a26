package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The maximum of each window of an NCHW input; padding counts as minus infinity. */
public record MaxPool2d(Value input, PoolWindow pool) implements Op {
  public MaxPool2d {
    pool.resultType("max_pool2d", input.type());
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public MaxPool2d mapOperands(UnaryOperator<Value> f) {
    return new MaxPool2d(f.apply(input), pool);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(pool.resultType("max_pool2d", input.type()));
  }
}
