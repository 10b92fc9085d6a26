package org.cnnc.compiler.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.Optimized.Decision;

/** How the nodes of a graph are written in a report. */
final class Labels {
  private final Map<Value, String> names = new HashMap<>();

  Labels(Graph graph) {
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.results().size(); i++) {
        String name = name(node);
        names.put(node.results().get(i), i == 0 ? name : name + "[" + i + "]");
      }
    }
  }

  /** What a node is called: an input or a weight by its own name, others after their layer. */
  static String name(Node node) {
    return switch (node.op()) {
      case Input(String name, var _) -> name;
      case Parameter parameter -> parameter.name();
      case Constant(String name, var value) -> name.isEmpty() ? "constant " + value.type() : name;
      case Op _ -> Explanation.layer(node);
    };
  }

  /** What a step is called: by its layer, or as a copy of what its one operand is called. */
  String stepName(Decision decision) {
    return decision.op() instanceof Identity(Value input)
        ? "copy of " + names.getOrDefault(input, input.toString())
        : name(decision.node());
  }

  /** The whole op, its operands by their names. */
  String text(Op op) {
    return GraphPrinter.print(op, value -> names.getOrDefault(value, value.toString()));
  }

  /** The window of an op that has one: {@code 3x3}, or {@code 3x3 /2} with its stride. */
  static String window(Op op) {
    return switch (op) {
      case Fused fused -> window(fused.anchor());
      case Conv2d conv -> window(conv.weight().type(), conv.window());
      case ConvTranspose2d conv -> window(conv.weight().type(), conv.window());
      case MaxPool2d max -> window(max.pool());
      case AvgPool2d avg -> window(avg.pool());
      case LocallyConnected2d local ->
          strided(
              local.weight().type().dim(local.weight().type().rank() - 2)
                  + "x"
                  + local.weight().type().dims().getLast(),
              local.window());
      case Op _ -> "";
    };
  }

  private static String window(TensorType weight, Window window) {
    return strided(weight.dim(2) + "x" + weight.dim(3), window);
  }

  private static String window(PoolWindow pool) {
    return strided(pool.kernelH() + "x" + pool.kernelW(), pool.window());
  }

  private static String strided(String kernel, Window window) {
    int h = window.strideH();
    int w = window.strideW();
    return h == 1 && w == 1 ? kernel : kernel + " /" + (h == w ? h : h + "x" + w);
  }

  /** A shape without the batch: {@code 64x56x56}. */
  static String shape(TensorType type) {
    List<Integer> dims = type.rank() > 1 ? type.dims().subList(1, type.rank()) : type.dims();
    return dims.stream()
        .map(dim -> dim == TensorType.BATCH ? "N" : dim.toString())
        .collect(Collectors.joining("x"));
  }

  /**
   * How a buffer lies in memory: {@code row-major}, {@code NCHW16c, halo 1 1 1 1}, {@code packed}.
   */
  static String layout(Buffer buffer) {
    Layout layout = buffer.layout();
    List<Layout.Dim> dims = layout.dims();
    if (layout.isRowMajor(buffer.shape())) {
      return "row-major";
    }
    boolean isImage = buffer.shape().size() == 4 && dims.size() >= 4 && dims.size() <= 5;
    if (!isImage || dims.get(2).axis() != 2 || dims.get(3).axis() != 3) {
      return "packed";
    }
    String order = dims.size() == 5 ? "NCHW%dc".formatted(dims.get(4).extent()) : "NCHW";
    return order + halo(buffer);
  }

  private static String halo(Buffer buffer) {
    Layout layout = buffer.layout();
    int top = -layout.lowest(2);
    int left = -layout.lowest(3);
    int bottom = layout.limit(2) - buffer.shape().get(2);
    int right = layout.limit(3) - buffer.shape().get(3);
    return top + left + bottom + right == 0
        ? ""
        : ", halo %d %d %d %d".formatted(top, left, bottom, right);
  }
}
