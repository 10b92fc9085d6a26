package org.cnnc.benchmarks.call;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.WorkFolder;
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
 * What a call costs from Java: one run of a model that does next to nothing, by the number of
 * threads that share it.
 *
 * {@snippet lang=sh :
 * benchmarks/side-by-side --help        # builds
 * java --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/lib/*' org.openjdk.jmh.Main CallBenchmark
 * }
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CallBenchmark {
  private static final String RELU =
      """
      cnn 1
      model Relu {
        input  x: f32[N, 16]
        output y: f32[N, 16]
        y = x -> relu
      }
      """;

  @Param({"1", "2"})
  int threads;

  private Model model;
  private Workspace workspace;

  @Setup
  public void compile() throws IOException {
    try (WorkFolder work = WorkFolder.temporary()) {
      Path source = Files.writeString(work.folder().resolve("relu.cnn"), RELU);
      Path library = work.folder().resolve("relu.so");
      new Compiler(CompilerOptions.DEFAULT).compile(source, library);
      model = Model.load(library);
    }
    workspace = model.newWorkspace(Threads.of(threads));
    workspace.input("x").copyFrom(new float[16]);
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
