package org.cnnc.optimizer.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Gives images more channels where layers that read them are then computed sooner: a matrix unit
 * sums 32 channels at a time, and what is left of them is work for vectors. New channels come from
 * weights and biases of zeros, whatever becomes of them is finite, and layers that read them have
 * zeros for them. So what the graph computes stays the same.
 *
 * @param costs what layers cost
 */
public record PadChannels(Costs costs) implements GraphPass {
  public static final String NAME = "pad-channels";

  /** Channels that a matrix unit sums at a time. */
  private static final int TOGETHER = 32;

  /** What a layer costs. */
  @FunctionalInterface
  public interface Costs {
    /**
     * The cycles of a convolution, transposed or not.
     *
     * @param moreIns channels that its input has more
     * @param moreOuts channels that its result has more
     */
    double cycles(Op layer, int moreIns, int moreOuts);
  }

  /** A convolution and its images. */
  private record Layer(Op conv, Value x, Value y) {
    boolean isDepthwise() {
      return conv instanceof Conv2d conv2d && conv2d.isDepthwise();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Graph run(Graph graph) {
    ChannelGroups groups = ChannelGroups.of(graph);
    Map<Value, Integer> more = decide(graph, groups);
    return more.isEmpty()
        ? graph
        : new EliminateDeadNodes().run(new Copy(graph, groups, more).padded());
  }

  /** How many channels more the groups have that gain by it, by their roots. */
  private Map<Value, Integer> decide(Graph graph, ChannelGroups groups) {
    List<Layer> layers = layers(graph);
    SequencedSet<Value> roots = new LinkedHashSet<>();
    layers.stream().map(Layer::x).filter(groups::mayGrow).map(groups::root).forEach(roots::add);
    Map<Value, Integer> more = new HashMap<>();
    for (Value root : roots) {
      double best = cycles(layers, groups, more);
      for (int channels : candidates(layers, groups, root)) {
        Map<Value, Integer> tried = new HashMap<>(more);
        tried.put(root, channels);
        double cycles = cycles(layers, groups, tried);
        if (cycles < best) {
          best = cycles;
          more = tried;
        }
      }
    }
    return more;
  }

  private static List<Layer> layers(Graph graph) {
    List<Layer> layers = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Op anchor = node.op() instanceof Fused fused ? fused.anchor() : node.op();
      if (anchor instanceof Conv2d || anchor instanceof ConvTranspose2d) {
        layers.add(new Layer(anchor, anchor.operands().getFirst(), node.result()));
      }
    }
    return layers;
  }

  /** What is missing to whole sums of images that layers of all channels read. */
  private static TreeSet<Integer> candidates(List<Layer> layers, ChannelGroups groups, Value root) {
    TreeSet<Integer> candidates = new TreeSet<>();
    for (Layer layer : layers) {
      int missing = Math.floorMod(-layer.x().type().dim(1), TOGETHER);
      if (missing > 0 && !layer.isDepthwise() && groups.root(layer.x()).equals(root)) {
        candidates.add(missing);
      }
    }
    return candidates;
  }

  private double cycles(List<Layer> layers, ChannelGroups groups, Map<Value, Integer> more) {
    double cycles = 0;
    for (Layer layer : layers) {
      int ins = more.getOrDefault(groups.root(layer.x()), 0);
      int outs = more.getOrDefault(groups.root(layer.y()), 0);
      cycles += costs.cycles(layer.conv(), layer.isDepthwise() ? 0 : ins, outs);
    }
    return cycles;
  }

  /** A graph that is written anew, with more channels. */
  private static final class Copy {
    private final Graph graph;
    private final ChannelGroups groups;
    private final Map<Value, Integer> more;
    private final Map<Value, Node> definitions;
    private final Graph.Builder builder;
    private final Map<Value, Value> renamed = new HashMap<>();

    Copy(Graph graph, ChannelGroups groups, Map<Value, Integer> more) {
      this.graph = graph;
      this.groups = groups;
      this.more = more;
      this.definitions = graph.definitions();
      this.builder = new Graph.Builder(graph.name());
    }

    Graph padded() {
      for (Node node : graph.nodes()) {
        List<Value> results = builder.addAll(padded(node), node.origin());
        for (int i = 0; i < results.size(); i++) {
          renamed.put(node.results().get(i), results.get(i));
        }
      }
      graph.outputs().forEach(output -> builder.output(output.name(), renamed.get(output.value())));
      return builder.build();
    }

    private int more(Value image) {
      return more.getOrDefault(groups.root(image), 0);
    }

    private Op padded(Node node) {
      int outs = more(node.results().getFirst());
      if (!(node.op() instanceof Fused(Op before, List<ElementwiseOp> epilogue))) {
        return padded(node.op(), outs);
      }
      Op anchor = padded(before, outs);
      TensorType type = anchor.resultTypes().getFirst();
      return new Fused(
          anchor,
          epilogue.stream()
              .map(
                  step ->
                      step.mapOperands(
                          v -> v.isPrevious() ? Value.previous(type) : operand(v, step, outs)))
              .toList());
    }

    private Op padded(Op op, int outs) {
      return switch (op) {
        case Conv2d conv when conv.isDepthwise() ->
            new Conv2d(
                renamed.get(conv.input()),
                longer(conv.weight(), 0, outs),
                longer(conv.bias(), 0, outs),
                conv.window(),
                conv.groups() + outs);
        case Conv2d conv ->
            new Conv2d(
                renamed.get(conv.input()),
                weight(conv.weight(), 0, outs, 1, more(conv.input())),
                longer(conv.bias(), 0, outs),
                conv.window(),
                conv.groups());
        case ConvTranspose2d conv ->
            new ConvTranspose2d(
                renamed.get(conv.input()),
                weight(conv.weight(), 1, outs, 0, more(conv.input())),
                longer(conv.bias(), 0, outs),
                conv.window(),
                conv.outputPaddingH(),
                conv.outputPaddingW(),
                conv.groups());
        case ElementwiseOp step -> step.mapOperands(v -> operand(v, step, outs));
        case Op other -> other.mapOperands(renamed::get);
      };
    }

    /** What a step of so many channels more reads: of a constant for each channel, more zeros. */
    private Value operand(Value value, ElementwiseOp step, int outs) {
      int channels = step instanceof Affine ? 0 : value.type().rank() - 3;
      boolean isByChannel =
          definitions.get(value).op() instanceof Constant
              && channels >= 0
              && (step instanceof Affine || value.type().dim(channels) > 1);
      return isByChannel ? longer(value, channels, outs) : renamed.get(value);
    }

    private Value weight(Value weight, int outAxis, int outs, int inAxis, int ins) {
      return definitions.get(weight).op() instanceof Unary rounding
          ? builder.add(
              rounding.mapOperands(v -> longer(v, outAxis, outs, inAxis, ins)),
              definitions.get(weight).origin())
          : longer(weight, outAxis, outs, inAxis, ins);
    }

    private Value longer(Value constant, int axis, int by) {
      return longer(constant, axis, by, axis, 0);
    }

    /** A constant with zeros behind its elements along two axes. */
    private Value longer(Value constant, int axis, int by, int otherAxis, int otherBy) {
      if (by == 0 && otherBy == 0) {
        return renamed.get(constant);
      }
      Node node = definitions.get(constant);
      if (!(node.op() instanceof Constant(String name, Tensor value))) {
        throw new CompilerBug(NAME, constant + " is no constant");
      }
      List<Integer> dims = new ArrayList<>(value.type().dims());
      dims.set(axis, dims.get(axis) + by);
      dims.set(otherAxis, dims.get(otherAxis) + otherBy);
      return builder.add(new Constant(name, value.zeroExtended(dims)), node.origin());
    }
  }
}
