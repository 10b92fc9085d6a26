package org.cnnc.benchmarks.start;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.compiler.cli.Progress;
import org.cnnc.compiler.measure.Samples;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures first and second starts of a model for OpenCL, each in a process of its own. */
@Command(
    name = "second-start",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how long a process takes from its start to the first result of a model for OpenCL:"
          + " with empty caches, so that the device's driver compiles the kernels, and again with"
          + " what the first one left there.",
      "Exit status 1 where the median ratio is below 5."
    })
public final class SecondStart implements Callable<Integer> {
  /** What the second start has to reach. */
  private static final double TARGET = 5;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "a .cnn or .onnx file (default: the example of --model)")
  private Path file =
      Path.of(System.getProperty("cnnc.root", ""), "examples", "resnet", "resnet.cnn");

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "ResNet50",
      description = "which of the file's models (default: ${DEFAULT-VALUE})")
  private String model = "";

  @Option(
      names = "--weights",
      paramLabel = "SOURCE",
      defaultValue = "random:1",
      description = "a safetensors file, or random:SEED (default: ${DEFAULT-VALUE})")
  private String weights = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "how many of a CPU's cores run it (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often both are measured (default: ${DEFAULT-VALUE})")
  private int pairs;

  /** Seconds from the start of a process to its first result. */
  private record Pair(double first, double second) {
    double ratio() {
      return first / second;
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SecondStart()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      List<Pair> measured = measure();
      Samples ratios = samples(measured, Pair::ratio);
      System.out.printf(
          Locale.ROOT,
          "%s: first start %.2f s, second %.2f s, ratio %.1f (%.1f-%.1f), medians of %d%n",
          model,
          samples(measured, Pair::first).median(),
          samples(measured, Pair::second).median(),
          ratios.median(),
          ratios.quantile(0),
          ratios.quantile(1),
          measured.size());
      return ratios.median() < TARGET ? 1 : 0;
    } catch (UserException | DiagnosticException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static Samples samples(List<Pair> pairs, ToDoubleFunction<Pair> number) {
    return Samples.of(pairs.stream().mapToDouble(number));
  }

  private List<Pair> measure() throws IOException, InterruptedException {
    if (pairs < 1 || threads < 1) {
      throw new UserException("--pairs and --threads must be at least 1");
    }
    List<Pair> measured = new ArrayList<>();
    try (WorkFolder work = WorkFolder.temporary();
        Progress progress = Progress.ofTerminal()) {
      progress.step("compiling " + file);
      Path compiled = work.folder().resolve("model.cnncl");
      CompilerOptions options = CompilerOptions.DEFAULT.withTarget("opencl").withWeights(weights);
      new Compiler(options.withModel(model)).compile(file, compiled);
      for (int pair = 0; pair < pairs; pair++) {
        progress.step("starting, %d of %d".formatted(pair + 1, pairs));
        Path caches = Files.createTempDirectory(work.folder(), "caches");
        measured.add(new Pair(seconds(compiled, caches), seconds(compiled, caches)));
      }
    }
    return measured;
  }

  /** Runs the model once in a process of its own. */
  private double seconds(Path compiled, Path caches) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FirstResult.class.getName(),
                compiled.toString(),
                Integer.toString(threads))
            .redirectErrorStream(true);
    builder.environment().put("CNNC_CACHE", caches.resolve("cnnc").toString());
    builder.environment().put("POCL_CACHE_DIR", caches.resolve("pocl").toString());
    long start = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader said = process.inputReader()) {
      String first = said.readLine();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (process.waitFor() != 0) {
        throw new UserException("the model does not run: " + first);
      }
      return seconds;
    }
  }
}
