package org.cnnc.compiler.summary;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.Output;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Macs;
import org.cnnc.ir.program.Port;
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
    Map<Value, ReceptiveField> fields = ReceptiveFields.of(graph);
    TrainedNumbers trained = new TrainedNumbers(graph);
    Set<Value> outputs = graph.outputs().stream().map(Output::value).collect(toSet());
    List<Layer> layers = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Value result = node.results().getFirst();
      boolean ofInput = !(fields.get(result) instanceof ReceptiveField.None);
      if (node.op() instanceof Input || !(ofInput || outputs.contains(result))) {
        // What is made of weights alone is a part of the layer that reads it.
        continue;
      }
      layers.add(
          new Layer(
              String.join("+", node.origin().layers()),
              GraphPrinter.mnemonic(node.op()),
              result.type(),
              trained.firstReadBy(node.op()),
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
}
