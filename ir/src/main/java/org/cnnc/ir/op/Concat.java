package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Tensors of equal shapes but for one axis, one behind the other along it. */
public record Concat(List<Value> inputs, int axis) implements Op {
  public Concat {
    inputs = List.copyOf(inputs);
    check(!inputs.isEmpty(), "concat: needs at least one input");
    TensorType first = inputs.getFirst().type();
    check(axis >= 0 && axis < first.rank(), "concat: axis %d of %s", axis, first);
    check(first.dim(axis) != TensorType.BATCH, "concat: the batch cannot be an axis");
    for (Value v : inputs) {
      boolean fits = v.type().rank() == first.rank() && v.type().dtype() == first.dtype();
      for (int i = 0; fits && i < first.rank(); i++) {
        fits = i == axis || v.type().dim(i) == first.dim(i);
      }
      check(fits, "concat: cannot join %s and %s along axis %d", first, v.type(), axis);
    }
  }

  @Override
  public List<Value> operands() {
    return inputs;
  }

  @Override
  public Concat mapOperands(UnaryOperator<Value> f) {
    return new Concat(inputs.stream().map(f).toList(), axis);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(inputs.getFirst().type().dims());
    dims.set(axis, inputs.stream().mapToInt(v -> v.type().dim(axis)).reduce(0, Math::addExact));
    return List.of(inputs.getFirst().type().withDims(dims));
  }
}
