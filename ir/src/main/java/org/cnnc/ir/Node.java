package org.cnnc.ir;

import java.util.List;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.Value;

/** An op of a graph with the values it defines and where it came from. */
public record Node(List<Value> results, Op op, Origin origin) {
  public Node {
    results = List.copyOf(results);
  }

  /** The only result. */
  public Value result() {
    if (results.size() != 1) {
      throw new IllegalStateException(op + " has " + results.size() + " results");
    }
    return results.getFirst();
  }
}
