package org.cnnc.compiler.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.measure.Profile;
import org.cnnc.compiler.measure.Profiler;
import org.cnnc.compiler.report.Report;
import org.cnnc.compiler.report.ReportPage;
import org.cnnc.frontend.ModelDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc report resnet.cnn --model ResNet18 --weights random:1 -o resnet18.html}. */
@Command(
    name = "report",
    description = {
      "Writes a model as one page for the browser: its graph as it was written and as it was"
          + " compiled, each kernel with its schedule and the reasons for it, memory, weights,"
          + " source.",
      "The page needs no network. --profile adds measured times beside what the machine allows;"
          + " without it the same model gives the same page."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "a .cnn or .onnx file")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the file to write (default: the model's name with .html, in this folder)")
  private Path output;

  @Option(
      names = "--profile",
      description = "measure every kernel on a random image, as `cnnc profile` does")
  private boolean measures;

  @Spec private CommandSpec spec;
  @Mixin private MeasureOptions measureOptions;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneFileOption tuneFileOption;
  @Mixin private DeviceOption deviceOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Path html =
        Optional.ofNullable(output).orElseGet(() -> Path.of(ModelOptions.stem(file) + ".html"));
    int threads = threads();
    Compiler compiler =
        new Compiler(tuneFileOption.applyTo(targetOption.applyTo(modelOptions.compilerOptions())));
    ModelDefinition definition;
    try (Progress progress = Progress.ofTerminal();
        OutputFile page = OutputFile.of(html)) {
      progress.step("reading " + file);
      definition = compiler.load(file);
      progress.step("compiling " + definition.name());
      Explanation explanation = Explanation.of(compiler, definition);
      Optional<Profile> profile = Optional.empty();
      if (measures) {
        progress.step("measuring " + definition.name());
        Profiler profiler =
            new Profiler(compiler, deviceOption.device(), threads, measureOptions.seconds());
        profile = Optional.of(profiler.run(definition));
      }
      Files.writeString(page.draft(), ReportPage.of(new Report(explanation, profile)));
      page.commit();
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(html, e.getMessage()));
    }
    if (json.isSet()) {
      JsonObject object = new JsonObject();
      object.addProperty("model", definition.name());
      object.addProperty("file", html.toString());
      json.print(object);
    } else {
      json.out().printf("%s: %s%n", html, definition.name());
    }
    return ExitStatus.OK.code();
  }

  /**
   * How many threads are measured.
   *
   * @throws UserException for several, or where nothing is measured
   */
  private int threads() {
    for (String option : List.of("--threads", "--seconds")) {
      if (!measures && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UserException(option + ": nothing is measured", "add --profile");
      }
    }
    List<Integer> threads = measureOptions.threads();
    if (threads.size() != 1) {
      throw new UserException(
          "--threads: a report shows the times of one number of threads, not of " + threads,
          "write a report for each");
    }
    return threads.getFirst();
  }
}
