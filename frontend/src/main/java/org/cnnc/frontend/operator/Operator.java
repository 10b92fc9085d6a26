package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.frontend.known.Known;

/** An operator of the vocabulary: its parameters in order, and how it becomes graph nodes. */
public record Operator(String name, List<Formal> formals, Meaning meaning) {
  /** Adds an operator's nodes to the graph. */
  @FunctionalInterface
  public interface Meaning {
    /**
     * Gives the result: a tensor, or a list of tensors.
     *
     * @throws OperatorException where the arguments do not fit
     */
    Known build(OperatorCall call);
  }

  public Operator {
    formals = List.copyOf(formals);
  }
}
