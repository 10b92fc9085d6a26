package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The same elements in row-major order under another shape. Flatten and squeeze are reshapes. */
public record Reshape(Value input, List<Integer> dims) implements Op {
  public Reshape {
    dims = List.copyOf(dims);
    TensorType y = input.type().withDims(dims);
    check(
        y.isBatched() == input.type().isBatched() && y.elements() == input.type().elements(),
        "reshape: %s has not as many elements as %s",
        input.type(),
        TensorType.text(dims));
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Reshape mapOperands(UnaryOperator<Value> f) {
    return new Reshape(f.apply(input), dims);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type().withDims(dims));
  }
}
