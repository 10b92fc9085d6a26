package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Single elements by their place along one axis (ONNX's GatherElements, PyTorch's gather): {@code
 * y[a.., i, b..] = x[a.., indices[a.., i, b..], b..]}, of the shape of the indices, which elsewhere
 * than along the axis is at most the input's. Indices count modulo the axis' extent, as those of
 * {@link Gather}.
 */
public record GatherElements(Value input, Value indices, int axis) implements Op {
  public GatherElements {
    TensorType x = input.type();
    TensorType i = indices.type();
    ShapeException.checkIndices("gather_elements", i);
    check(
        axis >= 0 && axis < x.rank() && i.rank() == x.rank() && i.isBatched() == x.isBatched(),
        "gather_elements: axis %d of %s and indices %s",
        axis,
        x,
        i);
    check(x.dim(axis) != TensorType.BATCH, "gather_elements: the batch cannot be indexed");
    for (int d = 0; d < x.rank(); d++) {
      check(
          d == axis ? x.dim(d) > 0 || i.elements() == 0 : i.dim(d) <= x.dim(d),
          "gather_elements: indices %s reach outside of %s",
          i,
          x);
    }
  }

  @Override
  public List<Value> operands() {
    return List.of(input, indices);
  }

  @Override
  public GatherElements mapOperands(UnaryOperator<Value> f) {
    return new GatherElements(f.apply(input), f.apply(indices), axis);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type().withDims(indices.type().dims()));
  }
}
