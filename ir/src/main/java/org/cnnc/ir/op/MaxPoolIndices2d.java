package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Where in its plane the maximum of each window of an NCHW input is, the first of equal ones:
 * {@code h * W + w}, an i64, as PyTorch counts. {@link MaxPool2d} with the same window gives the
 * maxima, {@link MaxUnpool2d} puts them back. A window that lies in padding alone gives 0.
 */
public record MaxPoolIndices2d(Value input, PoolWindow pool) implements Op {
  public MaxPoolIndices2d {
    pool.resultType("max_pool_indices2d", input.type());
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public MaxPoolIndices2d mapOperands(UnaryOperator<Value> f) {
    return new MaxPoolIndices2d(f.apply(input), pool);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(
        new TensorType(DType.I64, pool.resultType("max_pool_indices2d", input.type()).dims()));
  }
}
