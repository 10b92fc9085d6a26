package org.cnnc.optimizer.storage;

import java.util.HashMap;
import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;

/**
 * The constants of a graph by their values. A constant that is rounded to bfloat16 is one, too:
 * whoever packs it rounds it.
 */
public record Constants(Map<Value, Constant> byValue) {
  public Constants {
    byValue = Map.copyOf(byValue);
  }

  public static Constants of(Graph graph) {
    Map<Value, Constant> constants = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Constant constant) {
        constants.put(node.result(), constant);
      } else if (node.op() instanceof Unary unary
          && unary.kind() == UnaryKind.BFLOAT16
          && constants.containsKey(unary.input())) {
        constants.put(node.result(), constants.get(unary.input()));
      }
    }
    return new Constants(constants);
  }

  /** Whether a value is a constant. */
  public boolean contains(Value value) {
    return byValue.containsKey(value);
  }

  /**
   * The constant that a value is, or of which it is the rounding.
   *
   * @throws IllegalArgumentException where it is none
   */
  public Constant get(Value value) {
    Constant constant = byValue.get(value);
    if (constant == null) {
      throw new IllegalArgumentException(value + " is no constant");
    }
    return constant;
  }
}
