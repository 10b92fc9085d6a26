package org.cnnc.frontend;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.cnnc.ir.Graph;
import org.cnnc.ir.SourceSpan;
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

  /** The same model under another name. */
  public ModelDefinition withName(String newName) {
    return new ModelDefinition(
        newName, doc, graph, inputs, outputs, weights, tests, sources, models);
  }

  /**
   * The same model with another graph.
   *
   * @param newInputs of the same names and types, made of pixels as the graph wants them
   */
  public ModelDefinition withGraph(Graph newGraph, List<InputSpec> newInputs) {
    return new ModelDefinition(
        name, doc, newGraph, newInputs, outputs, weights, tests, sources, models);
  }

  /** An input: its type, and how its pixels are made of an image where the file says so. */
  public record InputSpec(
      String name, TensorType type, Optional<Pixels> pixels, Declared declared) {
    /** One that no text declares. */
    public InputSpec(String name, TensorType type, Optional<Pixels> pixels) {
      this(name, type, pixels, Declared.NOWHERE);
    }

    /** The same input, made of other pixels. */
    public InputSpec withPixels(Pixels newPixels) {
      return new InputSpec(name, type, Optional.of(newPixels), declared);
    }
  }

  /** An output: its type, and the names of its classes where the file gives them. */
  public record OutputSpec(
      String name, TensorType type, Optional<Labels> labels, Declared declared) {
    /** One that no text declares. */
    public OutputSpec(String name, TensorType type, Optional<Labels> labels) {
      this(name, type, labels, Declared.NOWHERE);
    }
  }

  /**
   * The text that declares an input or output.
   *
   * @param doc its {@code ///} lines, or empty
   * @param place of the name; empty where no text declares it, as in an ONNX model
   */
  public record Declared(String doc, Optional<SourceSpan> place) {
    static final Declared NOWHERE = new Declared("", Optional.empty());
  }

  /**
   * A source file that was read.
   *
   * @param file its path as the user gave it, or as the import led to it
   * @param lines its text; none where it is no text
   * @param sha256 of its bytes, lower-case hexadecimal
   */
  public record SourceInfo(String file, List<String> lines, String sha256) {
    public SourceInfo {
      lines = List.copyOf(lines);
    }
  }

  public ModelDefinition {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    tests = List.copyOf(tests);
    sources = List.copyOf(sources);
    models = List.copyOf(models);
  }

  /**
   * Every file that a compilation of the model reads: those of its text, its weights, its labels,
   * and what its tests name.
   */
  public NavigableSet<Path> files() {
    NavigableSet<Path> files = new TreeSet<>();
    sources.forEach(source -> files.add(Path.of(source.file())));
    weights.ifPresent(files::add);
    for (OutputSpec output : outputs) {
      if (output.labels().orElse(null) instanceof Labels.File(Path labels)) {
        files.add(labels);
      }
    }
    tests.forEach(test -> files.addAll(test.files()));
    return files;
  }

  /** The same model with another graph, whose inputs and outputs these are. */
  public ModelDefinition withGraph(
      Graph newGraph, List<InputSpec> newInputs, List<OutputSpec> newOutputs) {
    return new ModelDefinition(
        name, doc, newGraph, newInputs, newOutputs, weights, tests, sources, models);
  }
}
