package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.checkTypes;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * An elementwise function of two tensors of one dtype, broadcast against each other. The result is
 * of the same dtype, that of a comparison bool. Quotients of integers are rounded towards zero;
 * where the divisor is zero, quotient and remainder are.
 */
public record Binary(BinaryKind kind, Value left, Value right) implements ElementwiseOp {
  public Binary {
    checkTypes(
        left.type().dtype() == right.type().dtype(),
        "%s: operands of two types, %s and %s",
        kind.text(),
        left.type(),
        right.type());
    checkTypes(
        (left.type().dtype() == DType.BOOL) == (kind.domain() == BinaryKind.Domain.LOGIC),
        "%s: does not take %s",
        kind.text(),
        left.type());
    checkTypes(
        (kind != BinaryKind.POW && kind != BinaryKind.PRELU) || left.type().dtype() == DType.F32,
        "%s: the operands must be f32, got %s",
        kind.text(),
        left.type());
    checkTypes(
        kind != BinaryKind.MOD || left.type().dtype() != DType.F32,
        "mod: the operands must be integers, got %s",
        left.type());
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
    DType dtype = kind.domain() == BinaryKind.Domain.ARITHMETIC ? left.type().dtype() : DType.BOOL;
    return List.of(
        new TensorType(
            dtype, Broadcast.dims(kind.text(), left.type().dims(), right.type().dims())));
  }
}
