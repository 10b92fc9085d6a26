package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.checkTypes;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code condition ? then : otherwise}, element by element, the three broadcast against each other
 * (ONNX's Where). The condition is of bool, the other two are of one dtype, which is the result's.
 */
public record Where(Value condition, Value then, Value otherwise) implements ElementwiseOp {
  public Where {
    checkTypes(
        condition.type().dtype() == DType.BOOL,
        "where: the condition must be bool, got %s",
        condition.type());
    checkTypes(
        then.type().dtype() == otherwise.type().dtype(),
        "where: operands of two types, %s and %s",
        then.type(),
        otherwise.type());
    dims(condition, then, otherwise);
  }

  private static List<Integer> dims(Value condition, Value then, Value otherwise) {
    List<Integer> both = Broadcast.dims("where", then.type().dims(), otherwise.type().dims());
    return Broadcast.dims("where", condition.type().dims(), both);
  }

  @Override
  public List<Value> operands() {
    return List.of(condition, then, otherwise);
  }

  @Override
  public Where mapOperands(UnaryOperator<Value> f) {
    return new Where(f.apply(condition), f.apply(then), f.apply(otherwise));
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(then.type().withDims(dims(condition, then, otherwise)));
  }
}
