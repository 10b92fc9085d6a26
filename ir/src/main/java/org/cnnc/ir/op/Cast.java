package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * The input's elements in another dtype. Floats become integers by rounding towards zero; whatever
 * is not 0 becomes true, and true becomes 1. What becomes of numbers that the dtype cannot hold is
 * unspecified, and no error.
 */
public record Cast(Value input, DType dtype) implements ElementwiseOp {
  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Cast mapOperands(UnaryOperator<Value> f) {
    return new Cast(f.apply(input), dtype);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(new TensorType(dtype, input.type().dims()));
  }
}
