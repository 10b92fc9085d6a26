package org.cnnc.optimizer.layout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.storage.Constants;

/**
 * Puts copies where a value's layout is fixed by the caller but a kernel wants another: a graph
 * input that a convolution reads with padding is copied to where there is a halo, an image that is
 * computed and returned is copied out of its blocked layout, and an output that is an input, a
 * constant or an output already gets a place of its own. A copy is an {@link Identity} op, of which
 * canonicalization leaves no other.
 */
public final class SeparatePinnedValues {
  private final Target target;
  private final Chooser chooser;
  private final Graph graph;
  private final Graph.Builder copy;
  private final Map<Value, Value> renamed = new HashMap<>();
  private final Set<Value> pinned = new HashSet<>();
  private final Set<Value> haloed = new HashSet<>();

  private SeparatePinnedValues(Graph graph, Target target, Chooser chooser) {
    this.graph = graph;
    this.target = target;
    this.chooser = chooser;
    this.copy = new Graph.Builder(graph.name());
  }

  public static Graph run(Graph graph, Target target, Chooser chooser) {
    return new SeparatePinnedValues(graph, target, chooser).run();
  }

  private Graph run() {
    Constants constants = Constants.of(graph);
    for (Node node : graph.nodes()) {
      List<Value> results = copy.addAll(withCopiedInput(node), node.origin());
      for (int i = 0; i < results.size(); i++) {
        renamed.put(node.results().get(i), results.get(i));
      }
      if (node.op() instanceof Input || constants.contains(node.results().getFirst())) {
        pinned.addAll(results);
      }
    }
    Map<Value, Node> definitions = graph.definitions();
    for (Output output : graph.outputs()) {
      Value value = renamed.get(output.value());
      boolean keepsItsLayout = haloed.contains(value) || isBlockedImage(value);
      while (keepsItsLayout || !pinned.add(value)) {
        value = copy.add(new Identity(value), definitions.get(output.value()).origin());
        keepsItsLayout = false;
      }
      copy.output(output.name(), value);
    }
    return copy.build();
  }

  private Op withCopiedInput(Node node) {
    Op op = node.op().mapOperands(renamed::get);
    if (Layouts.Halo.needed(op, target, chooser).isEmpty()) {
      return op;
    }
    Value input = op.operands().getFirst();
    if (!pinned.contains(input)) {
      haloed.add(input);
      return op;
    }
    Value copied = copy.add(new Identity(input), node.origin());
    return op.mapOperands(v -> v.equals(input) ? copied : v);
  }

  private boolean isBlockedImage(Value value) {
    return Layouts.isBlocked(value.type(), target) && value.type().dim(2) * value.type().dim(3) > 1;
  }
}
