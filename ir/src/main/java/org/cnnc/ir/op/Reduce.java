package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Reduces the given axes (ascending, not negative) to one element each, kept as extent 1 or
 * dropped. Global average pooling is {@code mean} over {@code [2,3]}, kept. The mean of integers is
 * rounded towards zero; truth values count as 0 and 1. Of no elements at all the result is 0, 1 for
 * {@code prod}, the lowest or highest number for {@code max} and {@code min}, and for a mean of f32
 * no number.
 */
public record Reduce(ReduceKind kind, Value input, List<Integer> axes, boolean keepDims)
    implements Op {
  public Reduce {
    axes = List.copyOf(axes);
    int before = -1;
    for (int axis : axes) {
      check(
          axis > before && axis < input.type().rank(),
          "%s: axes %s of %s must be ascending and inside",
          kind.text(),
          axes,
          input.type());
      check(
          input.type().dim(axis) != TensorType.BATCH,
          "%s: the batch cannot be reduced, its images are independent",
          kind.text());
      before = axis;
    }
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Reduce mapOperands(UnaryOperator<Value> f) {
    return new Reduce(kind, f.apply(input), axes, keepDims);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < input.type().rank(); i++) {
      if (!axes.contains(i)) {
        dims.add(input.type().dim(i));
      } else if (keepDims) {
        dims.add(1);
      }
    }
    return List.of(input.type().withDims(dims));
  }
}
