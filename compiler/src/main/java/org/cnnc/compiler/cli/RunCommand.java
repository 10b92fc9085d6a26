package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.compiler.run.NpyFolder;
import org.cnnc.compiler.run.OutputSink;
import org.cnnc.compiler.run.TopClasses;
import org.cnnc.runtime.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc run lenet5.cnn seven.png}. */
@Command(
    name = "run",
    description = {
      "Runs a model on pictures or arrays, and prints the best classes of each image.",
      "A model file is compiled first, once: the library is kept in the user's cache."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  cnnc run lenet5.cnn seven.png eight.png",
      "  cnnc run resnet.onnx --input data=images.npy --output-dir out",
      "  cnnc run lenet5.so --input image=digits.npy --output-dir out"
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a .cnn or .onnx file, or a library made by compile")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description =
          "pictures (PNG, JPEG, PGM), .npy arrays or IDX files of pictures for the model's only"
              + " input")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=FILE",
      description = "a picture or array for an input; given again, the images follow each other")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = {"-d", "--output-dir"},
      paramLabel = "DIR",
      description = "write each output there, as NAME.npy")
  private Path outputDir;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "how many classes to print for each image (default 5)")
  private int top;

  @Mixin private ThreadsOption threadsOption;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneOptions tuneOptions;
  @Mixin private DeviceOption deviceOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    InputFiles given = InputFiles.of(inputs, files);
    TopClasses classes = new TopClasses(top);
    try (Progress progress = Progress.ofTerminal();
        Model model = deviceOption.load(library(given, progress))) {
      progress.step("running " + model.name());
      ModelRun run = new ModelRun(model, given.open(model));
      if (outputDir == null) {
        report(run, model, classes, progress, Optional.empty());
      } else {
        try (NpyFolder folder = new NpyFolder(outputDir, model.outputs(), run.images())) {
          report(run, model, classes, progress, Optional.of(folder));
        }
      }
    }
    return ExitStatus.OK.code();
  }

  private void report(
      ModelRun run,
      Model model,
      TopClasses classes,
      Progress progress,
      Optional<NpyFolder> folder) {
    List<OutputSink> sinks = new ArrayList<>(List.of(classes));
    folder.ifPresent(sinks::add);
    run.run(threadsOption.threads(), sinks);
    folder.ifPresent(NpyFolder::commit);
    progress.clear();
    RunReport report = new RunReport(run, model, classes.rows(), folder);
    if (json.isSet()) {
      json.print(report.asJson());
    } else {
      json.out().print(report.asText());
    }
  }

  /** The library itself, or that of a model file from the cache. */
  private Path library(InputFiles given, Progress progress) {
    if (!Compiler.isModelFile(file)) {
      modelOptions.checkNoneFor(file);
      targetOption.checkNoneFor(file);
      tuneOptions.checkNoneFor(file);
      return file;
    }
    CompilerOptions options =
        given.withSizes(file, targetOption.applyTo(modelOptions.compilerOptions()));
    CompilerOptions tuned = tuneOptions.applyTo(options, file, progress);
    progress.step("compiling " + file);
    return new Compiler(tuned).compileCached(file, ModelCache.ofUser());
  }
}
