package org.cnnc.compiler.explain;

import static java.util.stream.Collectors.toSet;

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
 * What is computed of a graph when it runs: the inputs and all that depends on them, and what is
 * returned. The rest is weights, and what is made of them at compile time.
 *
 * @param nodes in the graph's order
 */
public record Activations(List<Node> nodes) {
  public Activations {
    nodes = List.copyOf(nodes);
  }

  /** The activations of a graph. */
  public static Activations of(Graph graph) {
    Set<Value> outputs = graph.outputs().stream().map(Output::value).collect(toSet());
    Set<Value> known = new HashSet<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input
          || node.op().operands().stream().anyMatch(known::contains)
          || node.results().stream().anyMatch(outputs::contains)) {
        known.addAll(node.results());
        nodes.add(node);
      }
    }
    return new Activations(nodes);
  }
}
