package org.cnnc.optimizer.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
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
 * no epilogue: its probabilities stay f32. Of all layers the first and the last ones are rounded
 * like others, and so are values before the first one; of an input it reads a rounded copy.
 *
 * @param precision which layers stay f32 by their names
 * @param isBetterInF32 whether a layer's weights should be f32
 */
public record StoreBfloat16(Precision precision, Predicate<Op> isBetterInF32) implements GraphPass {
  public static final String NAME = "store-bfloat16";

  /** Of images of so few channels each lies by itself, so that taps are neighbours in memory. */
  private static final int MAX_CHANNELS_APART = 3;

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
    if (!precision.allLayers()) {
      narrow.retainAll(behind(graph, weighted));
      narrow.retainAll(before(graph, weighted));
    }
    narrow.removeIf(node -> isKept(node) || isBetterInF32.test(anchor(node.op())));
    if (narrow.isEmpty()) {
      return graph;
    }
    Set<Node> between = behind(graph, precision.allLayers() ? inputs(graph) : weighted);
    between.addAll(weighted);
    between.retainAll(before(graph, narrow));
    between.removeIf(node -> isKept(node) || anchor(node.op()) instanceof Reduce);
    return new Copy(graph, narrow, between).rounded();
  }

  private static Set<Node> inputs(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Input)
        .collect(Collectors.toSet());
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

  /** The op with one step more that rounds; empty where it has no epilogue, or gives no f32. */
  private static Optional<Op> rounding(Op op) {
    TensorType type = op.resultTypes().getFirst();
    return op.resultTypes().size() == 1 && type.dtype() == DType.F32
        ? Epilogue.fused(op, Unary.of(UnaryKind.BFLOAT16, Value.previous(type))).map(Op.class::cast)
        : Optional.empty();
  }

  /** A graph that is written anew, with roundings. */
  private static final class Copy {
    private final Graph graph;
    private final Set<Node> narrow;
    private final Set<Node> between;
    private final Map<Value, Node> definitions;
    private final Graph.Builder builder;
    private final Map<Value, Value> renamed = new HashMap<>();

    /** The values that are bfloat16. */
    private final Set<Value> rounded = new HashSet<>();

    /** What came from the caller, by a copy that is rounded. */
    private final Map<Value, Value> copies = new HashMap<>();

    /**
     * @param narrow the nodes whose weights are rounded
     * @param between the nodes whose results are
     */
    Copy(Graph graph, Set<Node> narrow, Set<Node> between) {
      this.graph = graph;
      this.narrow = narrow;
      this.between = between;
      this.definitions = graph.definitions();
      this.builder = new Graph.Builder(graph.name());
    }

    Graph rounded() {
      for (Node node : graph.nodes()) {
        Op op = node.op().mapOperands(renamed::get);
        if (narrow.contains(node)) {
          op = withRoundedFactors(op, node);
        }
        if (between.contains(node) && !ElementTypes.isBfloat16(op, rounded::contains)) {
          op = rounding(op).orElse(op);
        }
        List<Value> results = builder.addAll(op, node.origin());
        for (int i = 0; i < results.size(); i++) {
          renamed.put(node.results().get(i), results.get(i));
        }
        if (ElementTypes.isBfloat16(op, rounded::contains)) {
          rounded.addAll(results);
        }
      }
      graph.outputs().forEach(output -> builder.output(output.name(), renamed.get(output.value())));
      return builder.build();
    }

    /** A layer of rounded weights, which reads a rounded copy of what the caller gave. */
    private Op withRoundedFactors(Op op, Node node) {
      boolean isGiven = isGiven(node.op().operands().getFirst());
      Op layer = isGiven ? withPairsOfTaps(op, node.origin()) : op;
      Value input = layer.operands().get(0);
      Value weight = layer.operands().get(1);
      Value narrowWeight = rounded(weight, node.origin());
      Value narrowInput =
          isGiven ? copies.computeIfAbsent(input, given -> rounded(given, node.origin())) : input;
      return layer.mapOperands(
          v -> v.equals(weight) ? narrowWeight : v.equals(input) ? narrowInput : v);
    }

    /**
     * A convolution with one more tap in each row, of zeros, where products of two channels cannot
     * be added at once, but those of two taps.
     */
    private Op withPairsOfTaps(Op layer, Origin origin) {
      if (!(anchor(layer) instanceof Conv2d conv)
          || !(builder.definition(conv.weight()).orElseThrow() instanceof Constant(var name, var w))
          || conv.groups() > 1
          || conv.window().dilationW() > 1
          || w.type().dim(1) > MAX_CHANNELS_APART
          || w.type().dim(1) % 2 == 0
          || w.type().dim(3) % 2 == 0
          || w.type().dim(3) == 1) {
        return layer;
      }
      List<Integer> dims = new ArrayList<>(w.type().dims());
      dims.set(3, dims.get(3) + 1);
      Value longer = builder.add(new Constant(name, w.zeroExtended(dims)), origin);
      Window win = conv.window();
      Window wider =
          win.withPadding(win.padTop(), win.padLeft(), win.padBottom(), win.padRight() + 1);
      Conv2d even = new Conv2d(conv.input(), longer, conv.bias(), wider, 1);
      return layer instanceof Fused fused ? new Fused(even, fused.epilogue()) : even;
    }

    private Value rounded(Value value, Origin origin) {
      Value copy = builder.add(Unary.of(UnaryKind.BFLOAT16, value), origin);
      rounded.add(copy);
      return copy;
    }

    /** Whether a value is an input, or only moves what some are. */
    private boolean isGiven(Value value) {
      Op op = definitions.get(value).op();
      return op instanceof Input
          || (ElementTypes.isBfloat16(op, _ -> true)
              && !(op instanceof Unary || op instanceof Fused)
              && op.operands().stream().allMatch(this::isGiven));
    }
  }
}
