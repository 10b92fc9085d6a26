package org.cnnc.optimizer.pass;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.tensor.Value;

/**
 * Drops the nodes that no output depends on. Inputs stay even then: they are what the caller of the
 * model gives.
 */
public record EliminateDeadNodes() implements GraphPass {
  @Override
  public String name() {
    return "eliminate-dead-nodes";
  }

  @Override
  public Graph run(Graph graph) {
    Set<Value> needed = new HashSet<>();
    graph.outputs().stream().map(Output::value).forEach(needed::add);
    List<Node> alive = new ArrayList<>();
    for (Node node : graph.nodes().reversed()) {
      if (node.op() instanceof Input || node.results().stream().anyMatch(needed::contains)) {
        needed.addAll(node.op().operands());
        alive.add(node);
      }
    }
    return alive.size() == graph.nodes().size()
        ? graph
        : new Graph(graph.name(), alive.reversed(), graph.outputs());
  }
}
