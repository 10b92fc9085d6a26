package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several models in one JVM, and one again and again. */
class LoadedModelsTest {
  private static final int CYCLES = 200;
  private static final int THOUSAND = 1000;
  private static final int HUNDRED = 100;
  private static final int CALLERS = 4;

  @TempDir private Path folder;

  @Test
  void modelsAndVersionsOfOneModelLiveTogether() throws IOException {
    Path first = compile(doubling(2), "model.so");
    try (Model twice = Model.load(first)) {
      // The same file, replaced under the loaded model.
      Path second = compile(doubling(3), "model.so");
      try (Model thrice = Model.load(second);
          Model lenet = Model.load(compileLeNet())) {
        assertEquals("LeNet5", lenet.name());
        assertArrayEquals(new float[] {2, 4}, run(twice, 1, 2));
        assertArrayEquals(new float[] {3, 6}, run(thrice, 1, 2));
        assertEquals(10, run(lenet, new float[28 * 28]).length);
        assertArrayEquals(new float[] {2, 4}, run(twice, 1, 2));
      }
    }
  }

  @Test
  void threadsShareAModel() throws Exception {
    try (Model lenet = Model.load(compileLeNet());
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Callable<float[]>> calls = new ArrayList<>();
      List<float[]> expected = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        float[] image = new float[28 * 28];
        Arrays.fill(image, i / (float) CALLERS);
        expected.add(run(lenet, image));
        calls.add(
            () -> {
              for (int again = 0; again < CYCLES; again++) {
                run(lenet, image);
              }
              return run(lenet, image);
            });
      }

      List<Future<float[]>> scores = callers.invokeAll(calls);

      for (int i = 0; i < CALLERS; i++) {
        assertArrayEquals(expected.get(i), scores.get(i).get(), "caller " + i);
      }
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "counts what /proc says is mapped")
  void loadingAndClosingLeavesNothingMapped() throws IOException {
    Path library = compileLeNet();
    float[] image = new float[28 * 28];
    Arrays.fill(image, 0.5f);
    float[] expected = loadAndRun(library, image);
    long before = mapped();

    for (int i = 0; i < CYCLES; i++) {
      assertArrayEquals(expected, loadAndRun(library, image));
    }

    // A leak would leave one mapping or more for each cycle; the JVM's own come and go.
    assertFalse(mapped() > before + CYCLES / 4, () -> "mapped files: " + before + " before");
  }

  /** In a JVM of its own with a small heap, so that memory of the process is not garbage. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "asks /proc for a process's memory")
  void aThousandCyclesDoNotTakeMoreMemory() throws IOException {
    // The library alone, leaked once a cycle, would be 400 MB.
    assertNoGrowth(compileLeNet(), THOUSAND / 2, THOUSAND, 64 << 20);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "asks /proc for a process's memory")
  void aHundredCyclesOnADeviceDoNotTakeMoreMemory() throws IOException {
    OpenCl.require();
    Path file = folder.resolve("lenet5.cnncl");
    new Compiler(CompilerOptions.DEFAULT.withTarget("opencl")).compile(Sample.LENET5, file);

    // Its file, leaked once a cycle, would be 50 MB.
    assertNoGrowth(file, HUNDRED, HUNDRED, 25 << 20);
  }

  private static void assertNoGrowth(Path model, int warmUp, int cycles, long bytes)
      throws IOException {
    var program = new CommandLine(List.of("-Xmx48m"), LoadCycles.class.getName());

    long[] grown =
        program.succeed(model, warmUp, cycles).lines().mapToLong(Long::parseLong).toArray();

    // The JVM's own memory varies, and so do its compilers' threads.
    assertTrue(grown[0] < bytes, grown[0] + " bytes more");
    assertTrue(grown[1] < 5, grown[1] + " files and threads more");
  }

  private static float[] loadAndRun(Path library, float[] image) {
    try (Model model = Model.load(library)) {
      return run(model, image);
    }
  }

  private static long mapped() throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.count();
    }
  }

  private static float[] run(Model model, float... input) {
    try (Workspace workspace = model.newWorkspace(Threads.of(2))) {
      workspace.input(model.inputs().getFirst().name()).copyFrom(input);
      workspace.run();
      return workspace.output(model.outputs().getFirst().name()).toFloatArray();
    }
  }

  private static String doubling(int factor) {
    return """
    cnn 1
    model Multiply {
      input  x: f32[N, 2]
      output y: f32[N, 2]
      y = x * %d
    }
    """
        .formatted(factor);
  }

  private Path compile(String text, String library) throws IOException {
    return compile(Files.writeString(folder.resolve("model.cnn"), text), library);
  }

  private Path compileLeNet() {
    return compile(Sample.LENET5, "lenet5.so");
  }

  private Path compile(Path model, String library) {
    Path file = folder.resolve(library);
    new Compiler(CompilerOptions.DEFAULT).compile(model, file);
    return file;
  }
}
