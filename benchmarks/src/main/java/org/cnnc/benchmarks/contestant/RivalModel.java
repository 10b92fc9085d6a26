package org.cnnc.benchmarks.contestant;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Output;
import org.cnnc.ir.tensor.Tensor;

/**
 * A model as rivals get it: every size is fixed, the batch too, which some of them need and none
 * minds.
 *
 * @param graph after our rewrites, which fold batch norms as the engines' own tools do
 * @param onnx the model as it was written, for engines that read ONNX
 * @param inputs to run it on, by name
 */
public record RivalModel(Graph graph, Path onnx, Map<String, Tensor> inputs) {
  public RivalModel {
    inputs = Map.copyOf(inputs);
  }

  /** The names of the outputs, in order. */
  List<String> outputs() {
    return graph.outputs().stream().map(Output::name).toList();
  }
}
