package org.cnnc.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cnnc.benchmarks.contestant.Agreement;
import org.cnnc.benchmarks.contestant.ComparisonOptions;
import org.cnnc.benchmarks.contestant.Compiled;
import org.cnnc.benchmarks.contestant.Contestant;
import org.cnnc.benchmarks.contestant.OnnxRuntime;
import org.cnnc.benchmarks.contestant.RandomImages;
import org.cnnc.benchmarks.contestant.ScratchFolder;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.ir.tensor.Tensor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures compiled models beside ONNX Runtime: exports each model, runs both in one process on the
 * same input, in turns, checks that they agree and prints one table.
 */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures compiled models beside ONNX Runtime: the same model, input and process, in turns."
            + " A ratio above 1 says that ours is faster.")
public final class SideBySide implements Callable<Integer> {
  private static final long SEED = 1;
  private static final int MIN_PAIRS = 10;

  private static final List<String> DEFAULT_MODELS =
      List.of("examples/resnet/resnet.cnn:ResNet18", "examples/lenet5/lenet5.cnn");

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description = "models as FILE.cnn or FILE.cnn:NAME (default: ResNet-18 and LeNet-5)")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--weights",
      paramLabel = "SOURCE",
      defaultValue = "random:1",
      description = "a safetensors file, or random:SEED (default: ${DEFAULT-VALUE})")
  private String weights = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2",
      description = "numbers of threads, each of both engines (default: ${DEFAULT-VALUE})")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "11",
      description = "turns of each engine, at least 10 (default: ${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "images in a run (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--dim",
      paramLabel = "NAME=SIZE",
      description = "the size of a symbolic dimension of the models")
  private Map<String, Integer> dims = new LinkedHashMap<>();

  @Mixin private ComparisonOptions comparisonOptions;

  /** Exit status 0, or 1 for what the user can mend and where the engines do not agree. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SideBySide()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try {
      List<Row> rows = measure();
      if (comparisonOptions.isJson()) {
        Report.json(rows, System.out);
      } else {
        Report.table(rows, System.out);
      }
      return 0;
    } catch (UserException | DiagnosticException | IllegalStateException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private List<Row> measure() throws IOException {
    if (pairs < MIN_PAIRS || batch < 1 || threads.stream().anyMatch(n -> n < 1)) {
      throw new UserException(
          "--pairs must be at least %d, --batch and --threads at least 1".formatted(MIN_PAIRS));
    }
    List<Row> rows = new ArrayList<>();
    try (ScratchFolder folder = ScratchFolder.create()) {
      for (String text : models.isEmpty() ? defaults() : models) {
        rows.addAll(measure(ModelChoice.of(text), folder.path()));
      }
    }
    return rows;
  }

  /** The default models, found by the project's root that the script says. */
  private static List<String> defaults() {
    Path root = Path.of(System.getProperty("cnnc.root", ""));
    return DEFAULT_MODELS.stream().map(model -> root.resolve(model).toString()).toList();
  }

  private List<Row> measure(ModelChoice choice, Path folder) throws IOException {
    CompilerOptions options =
        CompilerOptions.DEFAULT
            .withWeights(weights)
            .withDims(dims)
            .withTarget(comparisonOptions.target());
    options = choice.model().map(options::withModel).orElse(options);
    Compiler compiler = new Compiler(options);
    ModelDefinition definition = compiler.load(choice.file());
    Path library = folder.resolve("model.so");
    Path onnx = folder.resolve("model.onnx");
    compiler.compile(definition, library);
    compiler.export(definition, onnx);
    Map<String, Tensor> inputs = RandomImages.of(definition.inputs(), batch, SEED);

    List<Row> rows = new ArrayList<>();
    for (int count : threads) {
      try (Contestant ours = new Compiled(library, inputs, count, batch);
          Contestant theirs = new OnnxRuntime(onnx, inputs, count)) {
        ours.run();
        theirs.run();
        Agreement agreement = Agreement.of(theirs.outputs(), ours.outputs());
        if (agreement.violation().isPresent()) {
          // A fast wrong answer is not measured.
          throw new IllegalStateException(
              definition.name() + ": " + agreement.violation().orElseThrow());
        }
        Times times = new Turns(pairs).run(ours, theirs);
        rows.add(new Row(definition.name(), count, times, agreement.spent()));
      }
    }
    return rows;
  }
}
