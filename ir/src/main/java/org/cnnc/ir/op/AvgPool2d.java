package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * The mean of each window of an NCHW input. The divisor is the number of elements of the window
 * that lie in the input, or, with {@code countIncludePad}, in the padded input; elements beyond the
 * padding (windows kept by {@code ceilMode}) never count.
 */
public record AvgPool2d(Value input, PoolWindow pool, boolean countIncludePad) implements Op {
  public AvgPool2d {
    pool.resultType("avg_pool2d", input.type());
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public AvgPool2d mapOperands(UnaryOperator<Value> f) {
    return new AvgPool2d(f.apply(input), pool, countIncludePad);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(pool.resultType("avg_pool2d", input.type()));
  }
}
