package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The input repeated along axes of extent 1 (and new leading ones) to the given shape. */
public record Expand(Value input, List<Integer> dims) implements Op {
  public Expand {
    dims = List.copyOf(dims);
    check(
        Broadcast.dims("expand", input.type().dims(), dims).equals(dims),
        "expand: %s does not broadcast to %s",
        input.type(),
        TensorType.text(dims));
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Expand mapOperands(UnaryOperator<Value> f) {
    return new Expand(f.apply(input), dims);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type().withDims(dims));
  }
}
