package org.cnnc.benchmarks.zoo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cnnc.benchmarks.contestant.Agreement;
import org.cnnc.benchmarks.contestant.Compiled;
import org.cnnc.benchmarks.contestant.Contestant;
import org.cnnc.benchmarks.contestant.OnnxRuntime;
import org.cnnc.benchmarks.contestant.RandomImages;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.tensor.Tensor;

/**
 * Compiles a model, exports it, and runs the library and ONNX Runtime on the same random images.
 *
 * @param target what to compile for
 * @param folder for the library and the export, which replace those of the model before
 */
record Comparison(String target, Path folder) {
  static final long SEED = 1;

  /** Two, so that outputs can be seen to depend on the image. */
  private static final int IMAGES = 2;

  private static final int THREADS = 2;

  /** Compares; an exception of either engine goes to the caller. */
  Row.Compared compare(ZooModel model) {
    Compiler compiler = new Compiler(model.options().withTarget(target));
    ModelDefinition definition = compiler.load(model.file());
    Path library = folder.resolve("model.so");
    Path onnx = folder.resolve("model.onnx");
    long start = System.nanoTime();
    compiler.compile(definition, library);
    long nanos = System.nanoTime() - start;
    compiler.export(definition, onnx);
    Map<String, Tensor> images = RandomImages.of(definition.inputs(), IMAGES, SEED);

    Map<String, float[]> expected = run(new OnnxRuntime(onnx, images, THREADS));
    Map<String, float[]> actual = run(new Compiled(library, images, THREADS, IMAGES));

    Agreement agreement = Agreement.of(expected, actual);
    Optional<String> problem = Variety.problem(expected, IMAGES).or(agreement::violation);
    Summary summary = Summary.of(definition.graph());
    return new Row.Compared(
        model.title(),
        summary.parameters(),
        summary.macs(),
        nanos / (double) TimeUnit.SECONDS.toNanos(1),
        agreement.absolute(),
        agreement.relative(),
        problem);
  }

  /** One engine after the other, so that their weights are not in memory together. */
  private static Map<String, float[]> run(Contestant contestant) {
    try (contestant) {
      contestant.run();
      return contestant.outputs();
    }
  }
}
