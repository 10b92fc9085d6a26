package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * An anchor op and the elementwise steps that are applied to each element of its result before that
 * is stored: {@code conv2d %1, %2, %3 -> add %_, %4 -> relu %_}. Each step reads the step before it
 * as {@link Value#previous} at least once, any other operand being an ordinary value, and leaves
 * the shape as it is.
 */
public record Fused(Op anchor, List<ElementwiseOp> epilogue) implements Op {
  public Fused {
    epilogue = List.copyOf(epilogue);
    check(anchor.resultTypes().size() == 1, "fused: the anchor must have one result");
    check(!(anchor instanceof Fused), "fused: the anchor is fused itself");
    check(!epilogue.isEmpty(), "fused: needs a step");
    TensorType type = anchor.resultTypes().getFirst();
    for (ElementwiseOp step : epilogue) {
      check(
          step.operands().stream().anyMatch(Value::isPrevious)
              && step.operands().stream()
                  .filter(Value::isPrevious)
                  .allMatch(v -> v.type().equals(type)),
          "fused: a step must read the one before it");
      check(
          step.resultTypes().getFirst().equals(type), "fused: a step must keep the shape %s", type);
    }
  }

  /** The operands of the anchor, then those of each step without the step before it. */
  @Override
  public List<Value> operands() {
    List<Value> operands = new ArrayList<>(anchor.operands());
    for (Op step : epilogue) {
      step.operands().stream().filter(v -> !v.isPrevious()).forEach(operands::add);
    }
    return operands;
  }

  @Override
  public Fused mapOperands(UnaryOperator<Value> f) {
    UnaryOperator<Value> outside = v -> v.isPrevious() ? v : f.apply(v);
    return new Fused(
        anchor.mapOperands(f), epilogue.stream().map(step -> step.mapOperands(outside)).toList());
  }

  @Override
  public List<TensorType> resultTypes() {
    return anchor.resultTypes();
  }
}
