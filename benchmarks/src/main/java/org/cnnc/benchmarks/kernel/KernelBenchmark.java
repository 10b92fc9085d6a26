package org.cnnc.benchmarks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.WorkFolder;
import org.cnnc.optimizer.WinogradUse;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single convolutions for JMH and its profilers ({@code -prof perfasm}): one run of a model that is
 * little else. {@link Kernels} measures more of them, beside the machine's peaks.
 *
 * {@snippet lang=sh :
 * benchmarks/kernels --help        # builds
 * java --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/lib/*' org.openjdk.jmh.Main KernelBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class KernelBenchmark {
  private static final String CONVOLUTION =
      """
      cnn 1
      model Convolution(channels: int, filters: int, kernel: int, size: int) {
        input  x: f32[N, channels, size, size]
        output y: f32[N, filters, size, size]
        y = x -> conv: conv2d(filters, kernel, padding=same)
      }
      """;

  /** Input and output channels, kernel and map, as ResNet-50 and VGG-16 have them. */
  @Param({"256 64 1 56", "1024 256 1 14", "512 2048 1 7", "128 128 3 28", "512 512 3 14"})
  String shape = "";

  @Param({"1", "2"})
  int threads;

  private Model model;
  private Workspace workspace;

  @Setup
  public void compile() throws IOException {
    List<String> sizes = List.of(shape.split(" ", 4));
    Map<String, String> arguments =
        Map.of(
            "channels", sizes.get(0),
            "filters", sizes.get(1),
            "kernel", sizes.get(2),
            "size", sizes.get(3));
    CompilerOptions options =
        CompilerOptions.DEFAULT.withModel("Convolution").withArguments(arguments);
    Compiler compiler = new Compiler(options.withWeights("random:1").withWinograd(WinogradUse.OFF));
    try (WorkFolder work = WorkFolder.temporary()) {
      Path source = Files.writeString(work.folder().resolve("convolution.cnn"), CONVOLUTION);
      Path library = work.folder().resolve("convolution.so");
      compiler.compile(source, library);
      model = Model.load(library);
    }
    workspace = model.newWorkspace(Threads.of(threads));
    int pixels = Integer.parseInt(sizes.get(3));
    workspace.input("x").copyFrom(new float[Integer.parseInt(sizes.get(0)) * pixels * pixels]);
  }

  @Benchmark
  public void run() {
    workspace.run(1);
  }

  @TearDown
  public void close() {
    workspace.close();
    model.close();
  }
}
