package org.cnnc.optimizer.pass;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.rule.Epilogue;
import org.cnnc.optimizer.storage.ElementTypes;

/**
 * Rounds weights of convolutions and dense layers, and what is computed between these, to bfloat16,
 * in which {@link ElementTypes} then has them stored. A value is rounded by the last step of the op
 * that computes it; what only moves rounded elements needs no step.
 *
 * <p>Not rounded are the weights of the first and the last layers that have some, of layers that
 * are to stay f32, and of those that are better so; values before the first layer, and those that
 * no layer with rounded weights reads any more; and statistics, which are sums of much. Softmax has
 * no epilogue: its probabilities stay f32.
 *
 * @param precision which layers stay f32 by their names
 * @param isBetterInF32 whether a layer's weights should be f32
 */
public record StoreBfloat16(Precision precision, Predicate<Op> isBetterInF32) implements GraphPass {
  public static final String NAME = "store-bfloat16";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Graph run(Graph graph) {
    if (precision.storage() == Precision.Storage.F32) {
      return graph;
    }
    Set<Node> weighted = new HashSet<>();
    Map<Value, Node> definitions = graph.definitions();
    graph.nodes().stream().filter(node -> hasWeights(node, definitions)).forEach(weighted::add);
    Set<Node> narrow = new HashSet<>(weighted);
    narrow.retainAll(behind(graph, weighted));
    narrow.retainAll(before(graph, weighted));
    narrow.removeIf(node -> isKept(node) || isBetterInF32.test(anchor(node.op())));
    if (narrow.isEmpty()) {
      return graph;
    }
    Set<Node> between = behind(graph, weighted);
    between.addAll(weighted);
    between.retainAll(before(graph, narrow));
    between.removeIf(node -> isKept(node) || anchor(node.op()) instanceof Reduce);
    return rounded(graph, narrow, between);
  }

  private static Op anchor(Op op) {
    return op instanceof Fused fused ? fused.anchor() : op;
  }

  private boolean isKept(Node node) {
    return node.origin().layers().stream().anyMatch(precision::keepsF32);
  }

  private static boolean hasWeights(Node node, Map<Value, Node> definitions) {
    return switch (anchor(node.op())) {
      case Conv2d conv -> isConstant(conv.weight(), definitions);
      case ConvTranspose2d conv -> isConstant(conv.weight(), definitions);
      case Linear linear -> isConstant(linear.weight(), definitions);
      case Op _ -> false;
    };
  }

  private static boolean isConstant(Value weight, Map<Value, Node> definitions) {
    return definitions.get(weight).op() instanceof Constant;
  }

  /** The nodes that compute with what one of some nodes computed, however far back. */
  private static Set<Node> behind(Graph graph, Set<Node> some) {
    Map<Value, Node> definitions = graph.definitions();
    Set<Node> behind = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op().operands().stream()
          .map(definitions::get)
          .anyMatch(operand -> some.contains(operand) || behind.contains(operand))) {
        behind.add(node);
      }
    }
    return behind;
  }

  /** The nodes with whose results one of some nodes computes, however far on. */
  private static Set<Node> before(Graph graph, Set<Node> some) {
    Map<Value, Node> definitions = graph.definitions();
    Set<Node> before = new HashSet<>();
    for (Node node : graph.nodes().reversed()) {
      if (some.contains(node) || before.contains(node)) {
        node.op().operands().forEach(operand -> before.add(definitions.get(operand)));
      }
    }
    return before;
  }

  /**
   * The graph with roundings.
   *
   * @param narrow the nodes whose weights are rounded
   * @param between the nodes whose results are
   */
  private static Graph rounded(Graph graph, Set<Node> narrow, Set<Node> between) {
    Graph.Builder copy = new Graph.Builder(graph.name());
    Map<Value, Value> renamed = new HashMap<>();
    Set<Value> rounded = new HashSet<>();
    for (Node node : graph.nodes()) {
      Op op = node.op().mapOperands(renamed::get);
      if (narrow.contains(node)) {
        Value weight = op.operands().get(1);
        Value bfloat16 = copy.add(Unary.of(UnaryKind.BFLOAT16, weight), node.origin());
        op = op.mapOperands(v -> v.equals(weight) ? bfloat16 : v);
      }
      if (between.contains(node) && !ElementTypes.isBfloat16(op, rounded::contains)) {
        op = rounding(op).orElse(op);
      }
      List<Value> results = copy.addAll(op, node.origin());
      for (int i = 0; i < results.size(); i++) {
        renamed.put(node.results().get(i), results.get(i));
      }
      if (ElementTypes.isBfloat16(op, rounded::contains)) {
        rounded.addAll(results);
      }
    }
    graph.outputs().forEach(output -> copy.output(output.name(), renamed.get(output.value())));
    return copy.build();
  }

  /** The op with one step more that rounds; empty where it has no epilogue, or gives no f32. */
  private static Optional<Op> rounding(Op op) {
    TensorType type = op.resultTypes().getFirst();
    return op.resultTypes().size() == 1 && type.dtype() == DType.F32
        ? Epilogue.fused(op, Unary.of(UnaryKind.BFLOAT16, Value.previous(type))).map(Op.class::cast)
        : Optional.empty();
  }
}
