package org.cnnc.benchmarks.zoo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.cnnc.benchmarks.contestant.Agreement;
import org.cnnc.benchmarks.contestant.Compiled;
import org.cnnc.benchmarks.contestant.Contestant;
import org.cnnc.benchmarks.contestant.OnnxRuntime;
import org.cnnc.benchmarks.contestant.RandomImages;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Graph;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.optimizer.Precision;

/**
 * Compiles a model, exports it, and runs the library and ONNX Runtime on the same random images.
 *
 * @param target what to compile for
 * @param precision what the library stores
 * @param folder for the library and the export, which replace those of the model before
 */
record Comparison(String target, Precision precision, Path folder) {
  static final long SEED = 1;

  /** Two, so that outputs can be seen to depend on the image. */
  private static final int IMAGES = 2;

  /** The dimension that every example has. */
  private static final String BATCH = "N";

  static final int THREADS = 2;

  /** A model as it is compared, its export, and what ONNX Runtime makes of that. */
  private record Exported(
      Choices choices, Map<String, Tensor> inputs, Map<String, float[]> outputs) {
    Optional<String> problem() {
      return Variety.problem(choices.numbers(outputs), IMAGES);
    }
  }

  /** Compares; an exception of either engine goes to the caller. */
  Row.Compared compare(ZooModel model) {
    CompilerOptions options = model.options().withTarget(target);
    Compiler compiler = new Compiler(options);
    ModelDefinition written = compiler.load(model.file());
    Map<String, Tensor> images = RandomImages.of(written.inputs(), IMAGES, SEED);
    Graph graph = compiler.bind(written);
    Exported exported = export(compiler, written, graph, images);
    if (!isRounded() && exported.problem().isPresent() && BatchStatistics.matter(graph)) {
      Graph fit = withStatistics(graph, model, images, options);
      exported = export(compiler, written, fit, images);
    }
    Path library = folder.resolve("model.so");
    long start = System.nanoTime();
    new Compiler(options.withPrecision(precision))
        .compile(exported.choices().definition(), library);
    long nanos = System.nanoTime() - start;
    Map<String, float[]> actual = run(new Compiled(library, exported.inputs(), THREADS, IMAGES));

    Choices choices = exported.choices();
    Map<String, float[]> expected = exported.outputs();
    Agreement agreement =
        Agreement.of(choices.numbers(expected), choices.numbers(actual), isRounded());
    Summary summary = Summary.of(written.graph());
    return new Row.Compared(
        model.title(),
        summary.parameters(),
        summary.macs(),
        nanos / (double) TimeUnit.SECONDS.toNanos(1),
        agreement.absolute(),
        agreement.relative(),
        agreement.cosine(),
        problem(exported)
            .or(agreement::violation)
            .or(() -> choices.violation(expected, actual, isRounded())));
  }

  /**
   * Roundings to bfloat16 are compared on random weights as they are: batch norms that fit a random
   * network make more of every difference, the more of them follow each other.
   */
  private boolean isRounded() {
    return precision.storage() != Precision.Storage.F32;
  }

  /** What makes a comparison in f32 say nothing. */
  private Optional<String> problem(Exported exported) {
    return isRounded() ? Optional.empty() : exported.problem();
  }

  private Exported export(
      Compiler compiler, ModelDefinition written, Graph graph, Map<String, Tensor> images) {
    Choices choices = Choices.of(written.withGraph(graph, written.inputs(), written.outputs()));
    Path onnx = folder.resolve("model.onnx");
    compiler.export(choices.definition(), onnx);
    Map<String, Tensor> inputs = choices.withAnyPlaces(images, IMAGES);
    Map<String, float[]> outputs = run(new OnnxRuntime(onnx, inputs, THREADS));
    if (!choices.places().isEmpty()) {
      inputs = choices.withPlacesOf(outputs, images, IMAGES);
      outputs = run(new OnnxRuntime(onnx, inputs, THREADS));
    }
    return new Exported(choices, inputs, outputs);
  }

  /** The graph with its batch norms fit for its weights and for the images. */
  private Graph withStatistics(
      Graph graph, ZooModel model, Map<String, Tensor> images, CompilerOptions options) {
    Map<String, Integer> dims = new TreeMap<>(options.dims());
    dims.put(BATCH, IMAGES);
    Compiler ofBatch = new Compiler(options.withDims(dims));
    return BatchStatistics.measured(
        graph, ofBatch.bind(ofBatch.load(model.file())), images, folder.resolve("statistics.onnx"));
  }

  /** One engine after the other, so that their weights are not in memory together. */
  private static Map<String, float[]> run(Contestant contestant) {
    try (contestant) {
      contestant.run();
      return contestant.outputs();
    }
  }
}
