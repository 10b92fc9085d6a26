package org.cnnc.benchmarks.contestant;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Output;
import org.cnnc.ir.tensor.Tensor;

/**
 * A model as rivals get it. In the graph and in ONNX every size is fixed, the batch too, which some
 * of them need and none minds.
 *
 * @param graph after our rewrites, which fold batch norms as the engines' own tools do
 * @param onnx exports the model as it was written, and says where the file is
 * @param kernels compiles the model for OpenCL, and says where its file is
 * @param f32 compiles the model in f32, and says where its library is
 * @param inputs to run it on, by name
 * @param batch images in a run
 */
public record RivalModel(
    Graph graph,
    Supplier<Path> onnx,
    Supplier<Path> kernels,
    Supplier<Path> f32,
    Map<String, Tensor> inputs,
    int batch) {
  public RivalModel {
    inputs = Map.copyOf(inputs);
  }

  /** The names of the outputs, in order. */
  List<String> outputs() {
    return graph.outputs().stream().map(Output::name).toList();
  }
}
