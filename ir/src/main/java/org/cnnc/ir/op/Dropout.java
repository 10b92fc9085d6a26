package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Dropout of training: the identity at inference; removed by canonicalization. */
public record Dropout(Value input, float probability) implements Op {
  public Dropout {
    check(
        probability >= 0 && probability <= 1,
        "dropout: the probability must be in 0..1, got %s",
        probability);
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Dropout mapOperands(UnaryOperator<Value> f) {
    return new Dropout(f.apply(input), probability);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(input.type());
  }
}
