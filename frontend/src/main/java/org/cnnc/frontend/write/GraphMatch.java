package org.cnnc.frontend.write;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.Value;

/**
 * Compares the graph that a text means with the one that it was written for, node by node in order,
 * and finds which data each of its parameters has on the way.
 */
final class GraphMatch {
  private final Definitions ours;
  private final Definitions theirs;
  private final Map<Value, Value> matched = new HashMap<>();
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, Value> parameters = new HashMap<>();

  private GraphMatch(Graph written, Graph original) {
    this.ours = new Definitions(written);
    this.theirs = new Definitions(original);
  }

  /**
   * The data of the parameters of {@code written} by their names; none of those that {@code
   * original} has no data for either.
   *
   * @throws CompilerBug where the graphs are not the same
   */
  static Map<String, Tensor> weights(Graph written, Graph original) {
    GraphMatch match = new GraphMatch(written, original);
    List<Node> a = match.computed(written, match.ours);
    List<Node> b = match.computed(original, match.theirs);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      match.node(a.get(i), b.get(i));
    }
    if (a.size() != b.size() || written.outputs().size() != original.outputs().size()) {
      throw differ(a.size() + " nodes", b.size() + " nodes");
    }
    for (int i = 0; i < written.outputs().size(); i++) {
      Output output = written.outputs().get(i);
      if (!output.name().equals(original.outputs().get(i).name())) {
        throw differ(output, original.outputs().get(i));
      }
      match.operand(output.value(), original.outputs().get(i).value());
    }
    return match.weights;
  }

  private static CompilerBug differ(Object written, Object original) {
    return new CompilerBug(
        "write", "the text means another graph: %s, not %s".formatted(written, original));
  }

  /** The nodes that outputs depend on, and inputs; without what is known before any input is. */
  private List<Node> computed(Graph graph, Definitions definitions) {
    Set<Value> live = new HashSet<>();
    graph.outputs().forEach(output -> live.add(output.value()));
    for (Node node : graph.nodes().reversed()) {
      if (node.results().stream().anyMatch(live::contains)) {
        live.addAll(node.op().operands());
      }
    }
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Input || live.contains(node.result()))
        .filter(node -> !definitions.isLeaf(node.result()))
        .toList();
  }

  private void node(Node a, Node b) {
    List<Value> mine = a.op().operands();
    List<Value> wanted = b.op().operands();
    if (mine.size() != wanted.size()) {
      throw differ(a.op(), b.op());
    }
    for (int i = 0; i < mine.size(); i++) {
      operand(mine.get(i), wanted.get(i));
    }
    Op moved = a.op().mapOperands(v -> wanted.get(mine.indexOf(v)));
    if (!moved.equals(b.op())) {
      throw differ(moved, b.op());
    }
    matched.put(a.result(), b.result());
  }

  private void operand(Value mine, Value wanted) {
    boolean leaves = ours.isLeaf(mine) && theirs.isLeaf(wanted);
    boolean same = leaves ? isSameLeaf(mine, wanted) : wanted.equals(matched.get(mine));
    if (!same || !mine.type().equals(wanted.type())) {
      throw differ(ours.op(mine), theirs.op(wanted));
    }
  }

  private boolean isSameLeaf(Value mine, Value wanted) {
    return switch (ours.op(mine)) {
      case Constant(_, Tensor tensor) -> theirs.tensor(wanted).map(tensor::equals).orElse(false);
      case Parameter parameter -> bind(parameter, wanted);
      case Reshape(Value weight, _) when ours.op(weight) instanceof Parameter parameter ->
          bind(parameter, wanted);
      case Op _ -> false;
    };
  }

  private boolean bind(Parameter parameter, Value wanted) {
    if (parameter.type().elements() != wanted.type().elements()
        || parameter.type().dtype() != wanted.type().dtype()) {
      return false;
    }
    theirs
        .tensor(wanted)
        .ifPresent(t -> weights.put(parameter.name(), t.reshaped(parameter.type())));
    Value before = parameters.putIfAbsent(parameter.name(), wanted);
    return before == null || before.equals(wanted);
  }
}
