package org.cnnc.benchmarks.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cnnc.benchmarks.contestant.ComparisonOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.compiler.cli.Progress;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares every example model with ONNX Runtime, and prints one table. */
@Command(
    name = "zoo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs every model of examples/*/*.cnn beside ONNX Runtime, with random weights, on two random"
          + " images, and compares their outputs. Dimensions that a model leaves open are H=64 and"
          + " W=96.",
      "Where random batch norms let a model's signal die, they get the statistics of the images."
          + " Maxima that are chosen by their places are chosen alike in both: of two numbers that"
          + " are equal but for rounding, each engine may choose its own.",
      "A model is ok where each element is within 1e-3 of itself and 1e-4 of its output's largest,"
          + " and FAILs otherwise, or where its outputs are so much alike that they say nothing.",
      "With --precision, a model is ok where the cosine similarity of each output is at least 0.999,"
          + " with random batch norms as they are.",
      "The relative error is the largest as a part of its output's largest element. Exit status 1"
          + " where a model fails."
    })
public final class Zoo implements Callable<Integer> {
  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "a regular expression to find in the model's title, such as ^resnet/ or Net; case does"
              + " not matter")
  private String only = "";

  @Mixin private ComparisonOptions comparisonOptions;

  /** Exit status 0, or 1 where a model fails. */
  public static void main(String[] arguments) {
    CommandLine command = new CommandLine(new Zoo());
    System.exit(command.setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try {
      List<ZooModel> models = models();
      List<Row> rows = compare(models);
      if (comparisonOptions.isJson()) {
        Table.json(rows, System.out);
      }
      return rows.stream().allMatch(row -> row.problem().isEmpty()) ? 0 : 1;
    } catch (UserException | DiagnosticException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private List<ZooModel> models() throws IOException {
    Path root = Path.of(System.getProperty("cnnc.root", ""));
    List<ZooModel> models =
        ZooModel.in(root.resolve("examples")).stream()
            .filter(model -> pattern().matcher(model.title()).find())
            .toList();
    if (models.isEmpty()) {
      throw new UserException("--only %s: no model has such a title".formatted(only));
    }
    return models;
  }

  private Pattern pattern() {
    try {
      return Pattern.compile(only, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new UserException("--only %s: %s".formatted(only, e.getDescription()));
    }
  }

  private List<Row> compare(List<ZooModel> models) throws IOException {
    Table table = new Table(models, System.out);
    List<Row> rows = new ArrayList<>();
    if (!comparisonOptions.isJson()) {
      table.header();
    }
    try (WorkFolder work = WorkFolder.temporary();
        Progress progress = Progress.ofTerminal()) {
      Comparison comparison =
          new Comparison(comparisonOptions.target(), comparisonOptions.precision(), work.folder());
      for (ZooModel model : models) {
        progress.step("comparing " + model);
        Row row = row(comparison, model);
        rows.add(row);
        progress.clear();
        if (!comparisonOptions.isJson()) {
          table.row(row);
        }
      }
    }
    return rows;
  }

  /** Whatever stops one model, the others are compared. */
  private static Row row(Comparison comparison, ZooModel model) {
    try {
      return comparison.compare(model);
    } catch (RuntimeException e) {
      return new Row.Stopped(model.title(), String.valueOf(e.getMessage()).strip());
    }
  }
}
