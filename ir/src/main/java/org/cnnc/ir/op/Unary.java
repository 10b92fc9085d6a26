package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** An elementwise function of one f32 tensor, its parameters in the order of the kind's names. */
public record Unary(UnaryKind kind, Value input, List<Float> parameters) implements ElementwiseOp {
  public Unary {
    parameters = List.copyOf(parameters);
    check(
        parameters.size() == kind.parameters().size(),
        "%s: takes the parameters %s, got %s",
        kind.text(),
        kind.parameters(),
        parameters);
    ShapeException.checkF32(kind.text(), input.type());
  }

  public static Unary of(UnaryKind kind, Value input) {
    return new Unary(kind, input, List.of());
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Unary mapOperands(UnaryOperator<Value> f) {
    return new Unary(kind, f.apply(input), parameters);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
