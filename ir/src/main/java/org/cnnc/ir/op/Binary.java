package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** An elementwise function of two tensors of one dtype, broadcast against each other. */
public record Binary(BinaryKind kind, Value left, Value right) implements Op {
  public Binary {
    check(
        left.type().dtype() == right.type().dtype(),
        "%s: operands of two types, %s and %s",
        kind.text(),
        left.type(),
        right.type());
    Broadcast.dims(kind.text(), left.type().dims(), right.type().dims());
  }

  @Override
  public List<Value> operands() {
    return List.of(left, right);
  }

  @Override
  public Binary mapOperands(UnaryOperator<Value> f) {
    return new Binary(kind, f.apply(left), f.apply(right));
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(
        left.type().withDims(Broadcast.dims(kind.text(), left.type().dims(), right.type().dims())));
  }
}
