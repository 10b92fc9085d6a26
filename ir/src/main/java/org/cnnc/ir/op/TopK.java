package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Where along an axis the {@code k} largest or smallest elements are, the most extreme first, equal
 * ones in their order: indices of i64. The elements themselves are a {@link GatherElements} of
 * them. Where something is not a number, which elements they name is unspecified.
 */
public record TopK(Extremum extremum, Value input, int axis, int k) implements Op {
  public TopK {
    TensorType x = input.type();
    ShapeException.checkF32("topk", x);
    check(axis >= 0 && axis < x.rank(), "topk: axis %d of %s", axis, x);
    check(x.dim(axis) != TensorType.BATCH, "topk: the batch cannot be an axis");
    check(
        k >= 0 && k <= x.dim(axis),
        "topk: k is %d, but axis %d has %d elements",
        k,
        axis,
        x.dim(axis));
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public TopK mapOperands(UnaryOperator<Value> f) {
    return new TopK(extremum, f.apply(input), axis, k);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(input.type().dims());
    dims.set(axis, k);
    return List.of(new TensorType(DType.I64, dims));
  }
}
