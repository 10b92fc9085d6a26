package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code size} elements of one axis from {@code start} on, {@code step} apart (negative steps walk
 * down). Several axes are several slices.
 */
public record Slice(Value input, int axis, int start, int size, int step) implements Op {
  public Slice {
    TensorType x = input.type();
    check(axis >= 0 && axis < x.rank(), "slice: axis %d of %s", axis, x);
    check(x.dim(axis) != TensorType.BATCH, "slice: the batch cannot be sliced");
    check(size >= 0 && step != 0, "slice: size %d, step %d", size, step);
    long last = start + (long) (size - 1) * step;
    check(
        size == 0 || (start >= 0 && start < x.dim(axis) && last >= 0 && last < x.dim(axis)),
        "slice: elements %d to %d of an axis of %d",
        start,
        last,
        x.dim(axis));
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Slice mapOperands(UnaryOperator<Value> f) {
    return new Slice(f.apply(input), axis, start, size, step);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(input.type().dims());
    dims.set(axis, size);
    return List.of(input.type().withDims(dims));
  }
}
