package org.cnnc.optimizer.pass;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;

/**
 * Which images get more channels together: what is computed channel by channel has as many more as
 * what it is computed from. Convolutions part groups, since their weights say what new channels are
 * made of. A group may grow where all that computes or reads its images knows what to do with new
 * channels that begin as zeros and stay finite.
 */
final class ChannelGroups {
  private final Map<Value, Node> definitions;
  private final Map<Value, Integer> useCounts;
  private final Map<Value, Value> parents = new HashMap<>();

  /** Images that keep their channels, and with them their groups. */
  private final Set<Value> fixed = new HashSet<>();

  private ChannelGroups(Graph graph) {
    this.definitions = graph.definitions();
    this.useCounts = graph.useCounts();
  }

  static ChannelGroups of(Graph graph) {
    ChannelGroups groups = new ChannelGroups(graph);
    graph.nodes().forEach(groups::add);
    graph.outputs().stream().map(Output::value).forEach(groups.fixed::add);
    Set<Value> roots = new HashSet<>();
    groups.fixed.forEach(value -> roots.add(groups.root(value)));
    groups.fixed.addAll(roots);
    return groups;
  }

  /** The value that stands for the group of another one. */
  Value root(Value value) {
    Value root = value;
    while (parents.containsKey(root)) {
      root = parents.get(root);
    }
    return root;
  }

  /** Whether an image and all of its group may have more channels. */
  boolean mayGrow(Value image) {
    return image.type().rank() == 4
        && image.type().dtype() == DType.F32
        && !fixed.contains(root(image));
  }

  private void add(Node node) {
    if (node.op() instanceof Fused(Op anchor, List<ElementwiseOp> epilogue)) {
      add(anchor, node.results());
      epilogue.forEach(step -> addElementwise(step, node.result()));
    } else {
      add(node.op(), node.results());
    }
  }

  private void add(Op op, List<Value> results) {
    Value y = results.getFirst();
    switch (op) {
      case Conv2d conv when hasOwnWeights(conv.weight(), conv.bias()) && conv.isDepthwise() ->
          join(conv.input(), y);
      case Conv2d conv when hasOwnWeights(conv.weight(), conv.bias()) && conv.groups() == 1 -> {}
      case ConvTranspose2d conv
          when hasOwnWeights(conv.weight(), conv.bias()) && conv.groups() == 1 -> {}
      case MaxPool2d pool -> join(pool.input(), y);
      case AvgPool2d pool -> join(pool.input(), y);
      case Reduce reduce when reduce.axes().equals(List.of(2, 3)) && reduce.keepDims() ->
          join(reduce.input(), y);
      // New channels of the last operand lie behind all others.
      case Concat(List<Value> inputs, int axis) when axis == 1 && y.type().rank() == 4 -> {
        fixed.addAll(inputs.subList(0, inputs.size() - 1));
        join(inputs.getLast(), y);
      }
      case ElementwiseOp step -> addElementwise(step, y);
      case Op other -> {
        fixed.addAll(other.operands());
        fixed.addAll(results);
      }
    }
  }

  private void addElementwise(ElementwiseOp step, Value y) {
    if (!zerosStayFinite(step)) {
      fixed.add(y);
    }
    for (Value operand : step.operands()) {
      boolean isConstant =
          !operand.isPrevious() && definitions.get(operand).op() instanceof Constant;
      if (operand.isPrevious() || isConstant) {
        continue;
      }
      boolean isImage = operand.type().rank() == 4 && operand.type().dim(1) == y.type().dim(1);
      if (isImage) {
        join(operand, y);
      } else {
        fixed.add(operand);
        fixed.add(y);
      }
    }
  }

  /** Whether weights are constants that no other layer has. */
  private boolean hasOwnWeights(Value weight, Value bias) {
    Value stored =
        definitions.get(weight).op() instanceof Unary(UnaryKind kind, Value of, List<Float> _)
                && kind == UnaryKind.BFLOAT16
            ? of
            : weight;
    return useCounts.get(weight) == 1
        && useCounts.get(stored) == 1
        && definitions.get(stored).op() instanceof Constant
        && definitions.get(bias).op() instanceof Constant;
  }

  private void join(Value a, Value b) {
    Value root = root(a);
    if (!root.equals(root(b))) {
      parents.put(root(b), root);
    }
  }

  /** Whether a step keeps small finite numbers, as zeros become, finite. */
  private static boolean zerosStayFinite(ElementwiseOp step) {
    return switch (step) {
      case Affine _ -> true;
      case Unary unary ->
          switch (unary.kind()) {
            case RELU,
                RELU6,
                LEAKY_RELU,
                ELU,
                SELU,
                CELU,
                GELU,
                GELU_TANH,
                SILU,
                MISH,
                SIGMOID,
                HARD_SIGMOID,
                HARD_SWISH,
                CLIP,
                TANH,
                SOFTPLUS,
                SOFTSIGN,
                ABS,
                NEG,
                ERF,
                FLOOR,
                CEIL,
                ROUND,
                SIGN,
                BFLOAT16 ->
                true;
            case EXP, LOG, SQRT, RECIPROCAL -> false;
          };
      case Binary binary ->
          switch (binary.kind()) {
            case ADD, SUB, MUL, MIN, MAX, PRELU -> true;
            case DIV, POW, MOD, EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, AND, OR -> false;
          };
      case Where _, Cast _ -> false;
    };
  }
}
