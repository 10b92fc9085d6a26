package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Weighted sums of few elements along one axis: {@code y[.., o, ..] = sum over t of x[.., taps[o,
 * t], ..] * weights[o, t]}. Every resize is such sums along one axis after the other, and its kind
 * (nearest, linear, cubic, how coordinates map) is in the numbers, which {@link Taps} computes.
 * Taps count modulo the axis' extent, as the indices of {@link Gather}.
 *
 * @param taps i64 {@code [O, T]}
 * @param weights f32 {@code [O, T]}
 */
public record Resample(Value input, Value taps, Value weights, int axis) implements Op {
  public Resample {
    TensorType x = input.type();
    ShapeException.checkF32("resample", x);
    ShapeException.checkF32("resample", weights.type());
    ShapeException.checkIndices("resample", taps.type());
    check(axis >= 0 && axis < x.rank(), "resample: axis %d of %s", axis, x);
    check(x.dim(axis) != TensorType.BATCH, "resample: the batch cannot be an axis");
    check(x.dim(axis) > 0, "resample: axis %d of %s is empty", axis, x);
    check(
        taps.type().rank() == 2
            && !taps.type().isBatched()
            && taps.type().dims().equals(weights.type().dims()),
        "resample: taps %s with weights %s",
        taps.type(),
        weights.type());
  }

  @Override
  public List<Value> operands() {
    return List.of(input, taps, weights);
  }

  @Override
  public Resample mapOperands(UnaryOperator<Value> f) {
    return new Resample(f.apply(input), f.apply(taps), f.apply(weights), axis);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(input.type().dims());
    dims.set(axis, taps.type().dim(0));
    return List.of(input.type().withDims(dims));
  }
}
