package org.cnnc.compiler.summary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Macs;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;

/**
 * The layers of a model as it was written, before any optimization, with their totals.
 *
 * @param parameters the trained numbers, each counted once; running statistics are not, as in
 *     PyTorch
 * @param macs multiply-accumulates for one image
 */
public record Summary(
    String model,
    List<Port> inputs,
    List<Port> outputs,
    List<Layer> layers,
    long parameters,
    long macs) {
  public Summary {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    layers = List.copyOf(layers);
  }

  /** Summarizes a graph, whose weights may still be unbound. */
  public static Summary of(Graph graph) {
    Map<Value, Node> definitions = graph.definitions();
    Map<Value, ReceptiveField> fields = ReceptiveFields.of(graph);
    Set<Value> counted = new HashSet<>();
    List<Layer> layers = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input
          || node.op() instanceof Parameter
          || node.op() instanceof Constant) {
        continue;
      }
      long parameters = 0;
      for (Value operand : node.op().operands()) {
        if (isTrained(operand, node.op(), definitions.get(operand).op()) && counted.add(operand)) {
          parameters += operand.type().elements();
        }
      }
      Value result = node.results().getFirst();
      layers.add(
          new Layer(
              String.join("+", node.origin().layers()),
              GraphPrinter.mnemonic(node.op()),
              result.type(),
              parameters,
              Macs.of(node.op()),
              fields.get(result)));
    }
    return new Summary(
        graph.name(),
        graph.inputs().stream().map(input -> new Port(input.name(), input.type())).toList(),
        graph.outputs().stream()
            .map(output -> new Port(output.name(), output.value().type()))
            .toList(),
        layers,
        layers.stream().mapToLong(Layer::parameters).sum(),
        layers.stream().mapToLong(Layer::macs).sum());
  }

  /**
   * Whether an operand was trained: a parameter, or what it is bound to. An ONNX model has only the
   * latter; its single numbers and whole numbers are arguments of operators.
   */
  private static boolean isTrained(Value operand, Op op, Op definition) {
    if (definition instanceof Parameter parameter) {
      return parameter.role().counted();
    }
    boolean statistic =
        op instanceof BatchNorm norm
            && (operand.equals(norm.mean()) || operand.equals(norm.variance()));
    return definition instanceof Constant constant
        && !constant.name().isEmpty()
        && operand.type().dtype() == DType.F32
        && operand.type().rank() > 0
        && !statistic;
  }
}
