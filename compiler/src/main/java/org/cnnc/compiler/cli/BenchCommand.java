package org.cnnc.compiler.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.cnnc.compiler.measure.Bench;
import org.cnnc.runtime.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc bench resnet.cnn --model ResNet18 --weights random:1 --threads 1,2}. */
@Command(
    name = "bench",
    description = {
      "Measures how long a model takes, on random images.",
      "Runs of the model take turns with multiply-adds in registers, as many as the CPU can do: the"
          + " peak that its GFLOP/s are compared with. A multiply-accumulate counts as two operations.",
      "With --target opencl, the peak is that of this machine's CPU."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  cnnc bench resnet.cnn --model ResNet18 --weights random:1 --threads 1,2",
      "  cnnc bench resnet.onnx --seconds 10 --json",
      "  cnnc bench lenet5.so --batch 32"
    })
final class BenchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description = "a .cnn or .onnx file, or a library made by compile")
  private Path file;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "images in a run (default 1)")
  private int batch;

  @Mixin private MeasureOptions measureOptions;
  @Mixin private ModelOptions modelOptions;
  @Mixin private TargetOption targetOption;
  @Mixin private TuneOptions tuneOptions;
  @Mixin private DeviceOption deviceOption;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    List<Integer> threads = measureOptions.threads();
    double seconds = measureOptions.seconds();
    List<Bench.Row> rows = new ArrayList<>();
    try (Progress progress = Progress.ofTerminal();
        Model model = deviceOption.load(library(progress))) {
      Bench bench =
          new Bench(model, Compiler.targetOf(model.manifest().platform()), batch, seconds);
      for (int count : threads) {
        progress.step("measuring %s, threads: %d".formatted(model.name(), count));
        rows.add(bench.run(count));
      }
      progress.clear();
      BenchReport report = new BenchReport(bench, rows);
      if (json.isSet()) {
        json.print(report.asJson());
      } else {
        json.out().print(report.asText());
      }
    }
    return ExitStatus.OK.code();
  }

  private Path library(Progress progress) {
    if (!Compiler.isModelFile(file)) {
      modelOptions.checkNoneFor(file);
      targetOption.checkNoneFor(file);
      tuneOptions.checkNoneFor(file);
      return file;
    }
    CompilerOptions options =
        tuneOptions.applyTo(targetOption.applyTo(modelOptions.compilerOptions()), file, progress);
    progress.step("compiling " + file);
    return new Compiler(options).compileCached(file, ModelCache.ofUser());
  }
}
