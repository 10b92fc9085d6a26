package org.cnnc.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.cnnc.benchmarks.contestant.Compiled;
import org.cnnc.benchmarks.contestant.RandomImages;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.benchmarks.contestant.RivalModel;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.optimizer.Precision;

/**
 * How models are measured.
 *
 * @param weights a safetensors file, or {@code random:SEED}
 * @param target what to compile for
 * @param precision what our libraries store
 * @param rivals the engines to measure beside, in the order of their turns
 * @param batch images in a run
 * @param folder for the library and the export, which replace those of the model before
 */
record Measurement(
    String weights,
    String target,
    Precision precision,
    List<Rival> rivals,
    int rounds,
    int batch,
    Path folder) {
  private static final long SEED = 1;

  /** The dimension that every image has first. */
  private static final String BATCH = "N";

  private static final String OPENCL = "opencl";

  /** A model that was compiled and exported. */
  record Prepared(
      ModelDefinition definition, Path library, Map<String, Tensor> inputs, RivalModel exported) {}

  /** Compiles a model, and exports it as rivals read it. */
  Prepared prepare(ModelChoice choice) {
    CompilerOptions options =
        CompilerOptions.DEFAULT.withWeights(weights).withDims(choice.dims()).withTarget(target);
    options = choice.model().map(options::withModel).orElse(options);
    Compiler compiler = new Compiler(options);
    ModelDefinition definition = compiler.load(choice.file());
    Path library = folder.resolve("model.so");
    new Compiler(options.withPrecision(precision)).compile(definition, library);

    Map<String, Integer> dims = new HashMap<>(choice.dims());
    dims.put(BATCH, batch);
    Compiler ofBatch = new Compiler(options.withDims(dims));
    ModelDefinition fixed = ofBatch.load(choice.file());
    Map<String, Tensor> inputs = RandomImages.of(definition.inputs(), batch, SEED);
    Compiler ofKernels = new Compiler(options.withTarget(OPENCL));
    RivalModel exported =
        new RivalModel(
            ofBatch.runPasses(ofBatch.bind(fixed), List.of()),
            new File(folder.resolve("model.onnx"), file -> ofBatch.export(fixed, file)),
            new File(folder.resolve("model.cnncl"), file -> ofKernels.compile(definition, file)),
            new File(folder.resolve("model-f32.so"), file -> compiler.compile(definition, file)),
            inputs,
            batch);
    return new Prepared(definition, library, inputs, exported);
  }

  /** A file that is written when it is first asked for. */
  private static final class File implements Supplier<Path> {
    private final Path path;
    private final Consumer<Path> writer;
    private boolean isWritten;

    File(Path path, Consumer<Path> writer) {
      this.path = path;
      this.writer = writer;
    }

    @Override
    public Path get() {
      if (!isWritten) {
        writer.accept(path);
        isWritten = true;
      }
      return path;
    }
  }

  /** Measures with a number of threads each. */
  Row measure(Prepared model, int threads) {
    Compiled ours = new Compiled(model.library(), model.inputs(), threads, batch);
    try (Lineup lineup = new Lineup(ours, precision.storage() != Precision.Storage.F32)) {
      rivals.forEach(rival -> lineup.add(rival, model.exported(), threads));
      return lineup.row(model.definition().name(), threads, new Turns(rounds));
    }
  }
}
