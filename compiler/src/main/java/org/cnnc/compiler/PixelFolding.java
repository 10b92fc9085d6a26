package org.cnnc.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.Pixels;
import org.cnnc.frontend.Pixels.Folded;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Folds {@code (pixel * scale - mean) / std} into the convolutions that read an input, with {@code
 * k = scale / std} and {@code s = -mean / std} of each channel:
 *
 * {@snippet lang=text :
 * conv2d(x * k + s, w, b) = conv2d(x, w * k, b + sum of w * s)    without padding
 * conv2d(x * k + s, w, b) = conv2d(x + s / k, w * k, b)           with zeros around the input
 * }
 *
 * <p>Zeros around {@code x * k + s} are zeros around {@code x + s / k}, but no zeros around {@code
 * x}: there, only the factor is folded. Both equations are exact in real numbers; the sums round
 * otherwise. Where anything else reads the input, nothing is folded.
 */
public final class PixelFolding {
  /** Elements of a weight that the optimizer is sure to multiply at compile time. */
  private static final long MAX_WEIGHT = 1 << 18;

  private final Graph graph;
  private final Map<String, Pixels> folded;
  private final Graph.Builder builder;
  private final Map<Value, Value> values = new HashMap<>();

  private PixelFolding(Graph graph, Map<String, Pixels> folded) {
    this.graph = graph;
    this.folded = folded;
    this.builder = new Graph.Builder(graph.name());
  }

  /** The model with all folded that can be; its inputs say how much that is. */
  public static ModelDefinition of(ModelDefinition definition) {
    Map<String, Pixels> folded = new HashMap<>();
    List<InputSpec> inputs = new ArrayList<>();
    for (InputSpec input : definition.inputs()) {
      if (input.pixels().isEmpty()) {
        inputs.add(input);
        continue;
      }
      Folded part = part(definition.graph(), input.name(), input.pixels().get());
      Pixels pixels = input.pixels().get().withFolded(part);
      if (part != Folded.NONE) {
        folded.put(input.name(), pixels);
      }
      inputs.add(input.withPixels(pixels));
    }
    return folded.isEmpty()
        ? definition
        : definition.withGraph(new PixelFolding(definition.graph(), folded).graph(), inputs);
  }

  /** How much of what is done to an input its readers can do. */
  private static Folded part(Graph graph, String input, Pixels pixels) {
    if (pixels.scale() == 0) {
      return Folded.NONE;
    }
    Value value =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Input op && op.name().equals(input))
            .map(node -> node.results().getFirst())
            .findFirst()
            .orElseThrow();
    List<Op> readers =
        graph.nodes().stream().map(Node::op).filter(op -> op.operands().contains(value)).toList();
    boolean isReturned = graph.outputs().stream().map(Output::value).anyMatch(value::equals);
    if (readers.isEmpty() || isReturned || !readers.stream().allMatch(op -> takes(op, value))) {
      return Folded.NONE;
    }
    boolean hasPadding =
        readers.stream().anyMatch(op -> op instanceof Conv2d conv && conv.window().hasPadding());
    boolean hasMean = pixels.mean().stream().anyMatch(mean -> mean != 0);
    return hasPadding && hasMean ? Folded.FACTOR : Folded.ALL;
  }

  private static boolean takes(Op op, Value input) {
    return op instanceof Conv2d conv
        && !conv.weight().equals(input)
        && !conv.bias().equals(input)
        && conv.weight().type().elements() <= MAX_WEIGHT;
  }

  private Graph graph() {
    Map<Value, Node> definitions = graph.definitions();
    for (Node node : graph.nodes()) {
      Op op = node.op().mapOperands(values::get);
      if (node.op() instanceof Conv2d conv
          && definitions.get(conv.input()).op() instanceof Input input
          && folded.containsKey(input.name())) {
        op = folded((Conv2d) op, folded.get(input.name()), node);
      }
      List<Value> results = builder.addAll(op, node.origin());
      for (int i = 0; i < results.size(); i++) {
        values.put(node.results().get(i), results.get(i));
      }
    }
    graph.outputs().forEach(o -> builder.output(o.name(), values.get(o.value())));
    return builder.build();
  }

  private Conv2d folded(Conv2d conv, Pixels pixels, Node node) {
    Value factors = perChannel(conv, node, c -> pixels.scale() / pixels.std().get(c));
    Value weight = builder.add(new Binary(BinaryKind.MUL, conv.weight(), factors), node.origin());
    if (pixels.folded() == Folded.FACTOR) {
      return conv.withWeights(weight, conv.bias());
    }
    Value summands = perChannel(conv, node, c -> -pixels.mean().get(c) / pixels.std().get(c));
    Value products =
        builder.add(new Binary(BinaryKind.MUL, conv.weight(), summands), node.origin());
    Value sums =
        builder.add(new Reduce(ReduceKind.SUM, products, List.of(1, 2, 3), false), node.origin());
    Value bias = builder.add(new Binary(BinaryKind.ADD, conv.bias(), sums), node.origin());
    return conv.withWeights(weight, bias);
  }

  /** A number for each input channel, as the weight {@code [OC, IC/G, KH, KW]} has them. */
  private Value perChannel(Conv2d conv, Node node, IntToDoubleFunction number) {
    int outputs = conv.weight().type().dim(0);
    int each = conv.weight().type().dim(1);
    int perGroup = outputs / conv.groups();
    TensorType type = new TensorType(DType.F32, List.of(outputs, each, 1, 1));
    Tensor tensor =
        Tensor.generate(
            type, i -> number.applyAsDouble((int) (i / each / perGroup * each + i % each)));
    return builder.add(new Constant("", tensor), node.origin());
  }
}
