package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.compare.Comparison;
import org.cnnc.compiler.compare.ImageLabels;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.runtime.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc compare lenet5.cnn --inputs digits --b "--winograd off"}. */
@Command(
    name = "compare",
    description = {
      "Runs two builds of a model on the same images, and prints how far their layers and outputs are"
          + " apart: the largest difference, that as a part of the largest value, the root of the mean"
          + " square, and the cosine similarity of the worst image.",
      "A build is a model file, compiled with options of its own (--a, --b) beside those that both"
          + " have, or a library. Of a library layers are seen if it was compiled with"
          + " --layer-outputs. A layer is what one kernel computes."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  cnnc compare lenet5.cnn --inputs digits --labels labels.txt --b \"--target x86-64-v3\"",
      "  cnnc compare resnet.cnn --model ResNet18 --inputs photos --b \"--winograd off\" --json",
      "  cnnc compare old.so new.so --inputs images.npy --max-error 1e-4"
    })
final class CompareCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "a .cnn or .onnx file, or a library made by compile")
  private Path fileA;

  @Parameters(
      index = "1",
      paramLabel = "B",
      arity = "0..1",
      description = "the same, for the second build (default: A with the options of --b)")
  private Path fileB;

  @Option(
      names = "--inputs",
      paramLabel = "PLACE",
      description =
          "a folder of pictures (PNG, JPEG, PGM), .npy arrays or IDX files of pictures; or one such"
              + " file; in a folder, folders with the names of several inputs")
  private Path place;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "NAME=FILE",
      description = "a picture or array for an input; given again, the images follow each other")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "the class of each image, for accuracies: a number or a name a line, an .npy array, or an"
              + " IDX file")
  private Path labels;

  @Option(
      names = "--a",
      paramLabel = "OPTIONS",
      preprocessor = BuildOptions.Words.class,
      description = "options of the first build alone, in quotes")
  private String optionsA = "";

  @Option(
      names = "--b",
      paramLabel = "OPTIONS",
      preprocessor = BuildOptions.Words.class,
      description = "options of the second build alone, in quotes: --b \"--winograd off\"")
  private String optionsB = "";

  @Mixin private ComparisonBars bars;
  @Mixin private ThreadsOption threadsOption;
  @Mixin private BuildOptions common;
  @Mixin private DeviceOption deviceOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    if (fileB == null && optionsA.equals(optionsB)) {
      throw new UserException(
          "%s: nothing to compare it with".formatted(fileA),
          "name a second model, or give options to one of two builds: --b \"--winograd off\"");
    }
    Path second = fileB == null ? fileA : fileB;
    InputFiles given = given();
    Optional<ImageLabels> known = Optional.ofNullable(labels).map(ImageLabels::read);
    try (Progress progress = Progress.ofTerminal();
        Model a = deviceOption.load(library(fileA, "--a", optionsA, given, progress));
        Model b = deviceOption.load(library(second, "--b", optionsB, given, progress))) {
      ModelRun runA = new ModelRun(a, given.open(a));
      ModelRun runB = new ModelRun(b, given.open(b));
      Comparison comparison =
          Comparison.of(
              runA,
              runB,
              threadsOption.threads(),
              known,
              done -> progress.step("comparing: image %d of %d".formatted(done, runA.images())));
      progress.clear();
      List<String> missed = bars.missedBy(comparison);
      CompareReport report = new CompareReport(comparison, runA, runB, bars, missed);
      if (json.isSet()) {
        json.print(report.asJson(optionsA, optionsB));
      } else {
        json.out().print(report.asText(optionsA, optionsB));
      }
      return (missed.isEmpty() ? ExitStatus.OK : ExitStatus.ERROR).code();
    }
  }

  private InputFiles given() {
    InputFiles files = InputFiles.of(inputs, List.of());
    if (place == null) {
      return files;
    }
    Set<Path> notInputs = labels == null ? Set.of() : Set.of(labels.toAbsolutePath().normalize());
    return files.withAll(place, notInputs);
  }

  /** The library itself, or that of a model file from the cache, its layers to be seen. */
  private Path library(
      Path file, String option, String words, InputFiles given, Progress progress) {
    BuildOptions options = common.with(option, words);
    if (!Compiler.isModelFile(file)) {
      options.checkNoneFor(file);
      return file;
    }
    progress.step("compiling " + file);
    return new Compiler(given.withSizes(file, options.compilerOptions()).withLayerOutputs(true))
        .compileCached(file, ModelCache.ofUser());
  }
}
