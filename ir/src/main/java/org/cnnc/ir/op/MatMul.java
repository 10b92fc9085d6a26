package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Products of matrices: {@code y[b.., i, j] = sum over k of left[b.., i, k] * right[b.., k, j]},
 * the dimensions before the last two broadcast against each other. Both have at least two
 * dimensions.
 */
public record MatMul(Value left, Value right) implements Op {
  public MatMul {
    TensorType a = left.type();
    TensorType b = right.type();
    ShapeException.checkF32("matmul", a);
    ShapeException.checkF32("matmul", b);
    check(
        a.rank() >= 2 && b.rank() >= 2 && a.dims().getLast().equals(b.dim(b.rank() - 2)),
        "matmul: the columns of %s are not the rows of %s",
        a,
        b);
    check(
        !(b.rank() == 2 && b.isBatched()), "matmul: a product with %s would sum over the batch", b);
    check(
        !(a.rank() == 2 && a.isBatched() && b.rank() > 2),
        "matmul: %s and %s would make the batch a matrix' rows",
        a,
        b);
    batch(a, b);
  }

  private static List<Integer> batch(TensorType a, TensorType b) {
    return Broadcast.dims(
        "matmul", a.dims().subList(0, a.rank() - 2), b.dims().subList(0, b.rank() - 2));
  }

  @Override
  public List<Value> operands() {
    return List.of(left, right);
  }

  @Override
  public MatMul mapOperands(UnaryOperator<Value> f) {
    return new MatMul(f.apply(left), f.apply(right));
  }

  @Override
  public List<TensorType> resultTypes() {
    TensorType a = left.type();
    List<Integer> dims = new ArrayList<>(batch(a, right.type()));
    dims.add(a.dim(a.rank() - 2));
    dims.add(right.type().dims().getLast());
    return List.of(a.withDims(dims));
  }
}
