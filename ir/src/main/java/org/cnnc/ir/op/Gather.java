package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Slices of {@code input} along one axis (ONNX's Gather): {@code y[a.., i.., b..] = x[a..,
 * indices[i..], b..]}, so that the shape of the indices takes the place of the axis. Indices count
 * modulo the axis' extent: -1 is the last, and none can leave the tensor.
 */
public record Gather(Value input, Value indices, int axis) implements Op {
  public Gather {
    TensorType x = input.type();
    check(axis >= 0 && axis < x.rank(), "gather: axis %d of %s", axis, x);
    check(x.dim(axis) != TensorType.BATCH, "gather: the batch cannot be indexed");
    ShapeException.checkIndices("gather", indices.type());
    check(
        !indices.type().isBatched() || axis == 0,
        "gather: indices %s along axis %d would mix the images of a batch",
        indices.type(),
        axis);
    check(
        x.dim(axis) > 0 || indices.type().elements() == 0,
        "gather: axis %d of %s is empty",
        axis,
        x);
  }

  @Override
  public List<Value> operands() {
    return List.of(input, indices);
  }

  @Override
  public Gather mapOperands(UnaryOperator<Value> f) {
    return new Gather(f.apply(input), f.apply(indices), axis);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> x = input.type().dims();
    List<Integer> dims = new ArrayList<>(x.subList(0, axis));
    dims.addAll(indices.type().dims());
    dims.addAll(x.subList(axis + 1, x.size()));
    return List.of(input.type().withDims(dims));
  }
}
