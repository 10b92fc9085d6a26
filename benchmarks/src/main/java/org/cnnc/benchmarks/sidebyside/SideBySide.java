package org.cnnc.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cnnc.benchmarks.contestant.ComparisonOptions;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.compiler.cli.Progress;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures compiled models beside other engines: exports each model, runs all in one process on the
 * same input, in turns, checks that they agree and prints one table.
 */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures compiled models beside other engines: the same model, weights, input and process,"
          + " in turns, each engine with as many threads.",
      "A ratio is an engine's time by ours of the same round, the median with its quartiles; above 1"
          + " ours is faster. An engine that does not take a model, or does not agree within 1e-3 of"
          + " each element and 1e-4 of the largest, or by a cosine similarity of 0.999 where one rounds"
          + " to bfloat16, is not measured, and a line says why. Exit"
          + " status 1 where an engine disagrees."
    })
public final class SideBySide implements Callable<Integer> {
  private static final int MIN_PAIRS = 10;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description =
          "models as FILE.cnn or FILE.cnn:NAME (default: the 14 networks of the README's table)")
  private List<String> models = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "of those 14, the ones with this regular expression in folder/file.cnn:NAME; case does"
              + " not matter")
  private String only = "";

  @Option(
      names = "--zoo",
      description =
          "all models of benchmarks/zoo in place of the 14, with the sizes that it gives them;"
              + " --only looks for its expression in file/NAME")
  private boolean isZoo;

  @Option(
      names = "--rivals",
      paramLabel = "ENGINE",
      split = ",",
      defaultValue = "onnxruntime",
      description = "of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<Rival> rivals = new ArrayList<>();

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
      description = "numbers of threads, each of all engines (default: ${DEFAULT-VALUE})")
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

  /** Exit status 0, or 1 for what the user can mend and where an engine does not agree. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new SideBySide());
    System.exit(command.setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try {
      Report report = new Report(rivals, measure());
      if (comparisonOptions.isJson()) {
        report.json(System.out);
      } else {
        report.table(System.out);
      }
      return report.agree() ? 0 : 1;
    } catch (UserException | DiagnosticException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private List<Row> measure() throws IOException {
    if (pairs < MIN_PAIRS || batch < 1 || threads.stream().anyMatch(n -> n < 1)) {
      throw new UserException(
          "--pairs must be at least %d, --batch and --threads at least 1".formatted(MIN_PAIRS));
    }
    List<ModelChoice> choices = choices();
    List<Row> rows = new ArrayList<>();
    try (WorkFolder work = WorkFolder.temporary();
        Progress progress = Progress.ofTerminal()) {
      Measurement measurement =
          new Measurement(
              weights,
              comparisonOptions.target(),
              comparisonOptions.precision(),
              rivals,
              pairs,
              batch,
              work.folder());
      for (ModelChoice choice : choices) {
        progress.step("compiling " + choice);
        Measurement.Prepared model = measurement.prepare(choice);
        for (int count : threads) {
          progress.step("measuring %s, threads: %d".formatted(choice, count));
          rows.add(measurement.measure(model, count));
        }
      }
    }
    return rows;
  }

  private List<ModelChoice> choices() throws IOException {
    if (!models.isEmpty()) {
      return models.stream().map(text -> ModelChoice.of(text, dims)).toList();
    }
    if (!dims.isEmpty()) {
      throw new UserException("--dim: the networks have their sizes", "name a MODEL beside it");
    }
    // The script says where the project is.
    Path examples = Path.of(System.getProperty("cnnc.root", ""), "examples");
    List<ModelChoice> chosen =
        isZoo ? ModelSet.zoo(examples, pattern()) : ModelSet.in(examples, pattern());
    if (chosen.isEmpty()) {
      throw new UserException("--only %s: no model has such a name".formatted(only));
    }
    return chosen;
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(only, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new UserException("--only %s: %s".formatted(only, e.getDescription()));
    }
  }
}
