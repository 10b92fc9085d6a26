package org.cnnc.frontend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cnnc.ir.Graph;
import org.cnnc.ir.tensor.TensorType;

/**
 * A model as its file defines it: checked, elaborated, and not yet bound to weights.
 *
 * @param name the model's name in the file
 * @param doc its {@code ///} lines, or empty
 * @param graph its trained tensors are {@code Parameter} nodes named by PyTorch's state_dict keys
 * @param inputs in the order of declaration, as the graph's
 * @param outputs in the order of declaration, as the graph's
 * @param weights the file that {@code weights} names, resolved against the file that says so
 * @param tests the golden tests of the model
 * @param sources every file read, the model's own first, for hashing and watching
 * @param models the names of all models of the file
 */
public record ModelDefinition(
    String name,
    String doc,
    Graph graph,
    List<InputSpec> inputs,
    List<OutputSpec> outputs,
    Optional<Path> weights,
    List<GoldenTest> tests,
    List<SourceInfo> sources,
    List<String> models) {

  /** An input: its type, and how its pixels are made of an image where the file says so. */
  public record InputSpec(String name, TensorType type, Optional<Pixels> pixels) {}

  /** An output: its type, and the names of its classes where the file gives them. */
  public record OutputSpec(String name, TensorType type, Optional<Labels> labels) {}

  /**
   * A source file that was read.
   *
   * @param file its path as the user gave it, or as the import led to it
   * @param sha256 of its bytes, lower-case hexadecimal
   */
  public record SourceInfo(String file, String sha256) {}

  public ModelDefinition {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    tests = List.copyOf(tests);
    sources = List.copyOf(sources);
    models = List.copyOf(models);
  }

  /** The same model with another graph, whose inputs and outputs these are. */
  public ModelDefinition withGraph(
      Graph newGraph, List<InputSpec> newInputs, List<OutputSpec> newOutputs) {
    return new ModelDefinition(
        name, doc, newGraph, newInputs, newOutputs, weights, tests, sources, models);
  }
}
