package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Where along an axis the largest or smallest element is (ONNX's ArgMax and ArgMin), an i64. Of
 * equal ones it is the first, or the last if {@code selectLast}. The axis is kept as extent 1 or
 * dropped.
 */
public record ArgReduce(
    Extremum extremum, Value input, int axis, boolean keepDims, boolean selectLast) implements Op {
  public ArgReduce {
    TensorType x = input.type();
    String name = "arg" + extremum.text();
    ShapeException.checkF32(name, x);
    check(axis >= 0 && axis < x.rank(), "%s: axis %d of %s", name, axis, x);
    check(x.dim(axis) != TensorType.BATCH, "%s: the batch cannot be an axis", name);
    check(x.dim(axis) > 0, "%s: axis %d of %s is empty", name, axis, x);
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public ArgReduce mapOperands(UnaryOperator<Value> f) {
    return new ArgReduce(extremum, f.apply(input), axis, keepDims, selectLast);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>(input.type().dims());
    if (keepDims) {
      dims.set(axis, 1);
    } else {
      dims.remove(axis);
    }
    return List.of(new TensorType(DType.I64, dims));
  }
}
