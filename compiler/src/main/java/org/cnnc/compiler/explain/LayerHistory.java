package org.cnnc.compiler.explain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.optimizer.pass.GraphPass;
import org.cnnc.optimizer.pass.PassListener;

/** Remembers, of each layer of a graph, the pass that removed it or made it a part of another. */
final class LayerHistory implements PassListener {
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> removedBy = new HashMap<>();
  private final Map<String, String> absorbedBy = new HashMap<>();

  @Override
  public void before(GraphPass pass, Graph graph) {
    Activations.of(graph).nodes().forEach(node -> seen.addAll(node.origin().layers()));
  }

  @Override
  public void after(GraphPass pass, Graph before, Graph after) {
    Set<String> present = new HashSet<>();
    Set<String> first = new HashSet<>();
    for (Node node : Activations.of(after).nodes()) {
      List<String> layers = node.origin().layers();
      present.addAll(layers);
      layers.stream().limit(1).forEach(first::add);
    }
    for (String layer : seen) {
      if (!present.contains(layer)) {
        removedBy.putIfAbsent(layer, pass.name());
      } else if (!first.contains(layer)) {
        absorbedBy.putIfAbsent(layer, pass.name());
      }
    }
  }

  Optional<String> removedBy(String layer) {
    return Optional.ofNullable(removedBy.get(layer));
  }

  Optional<String> absorbedBy(String layer) {
    return Optional.ofNullable(absorbedBy.get(layer));
  }
}
