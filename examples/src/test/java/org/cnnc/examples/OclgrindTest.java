package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels of every class of schedules in oclgrind, which simulates a device: none reaches outside
 * of memory, no two work items race, and nothing is read that was never written.
 */
class OclgrindTest {
  @TempDir private Path folder;

  @BeforeAll
  static void requireOclgrind() throws InterruptedException {
    try {
      new ProcessBuilder("oclgrind", "--version")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException _) {
      String message = "kernels are NOT run in oclgrind: install the package oclgrind";
      System.err.println("OclgrindTest: " + message);
      abort(message);
    }
  }

  @Test
  void findsNothingInTheKernelsOfAnyDevice() throws Exception {
    List<Path> files = new ArrayList<>();
    for (String target : OpenCl.TARGETS) {
      Compiler compiler = DeviceModels.compiler(target);
      for (ModelDefinition model : DeviceModels.all()) {
        Path file = folder.resolve(files.size() + ".cnncl");
        compiler.compile(model, file);
        files.add(file);
      }
    }
    for (String target : DeviceModels.IN_LAUNCHES) {
      Path file = folder.resolve(files.size() + ".cnncl");
      DeviceModels.compiler(target)
          .compile(DeviceModels.fastMemory(target, DeviceModels.winograd()), file);
      files.add(file);
    }
    assertEquals("", simulate(files));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "y[g, i + 100000] = x[g, i]; Invalid write",
        "t[i] = x[g, i] y[g, i] = t[3 - i]; data race",
        "y[g, i] = t[i]; Uninitialized value"
      })
  void findsWhatIsWrong(String body, String finding) throws Exception {
    Kernel kernel =
        LoopReader.read(
            """
            kernel broken(x: f32[2,4], y: f32[2,4]) {
              work_group g in 0..2 { local t: f32[4] work_item i in 0..4 { %s } }
            }
            """
                .formatted(body));
    Path file = folder.resolve("broken.cnncl");
    new Compiler(CompilerOptions.DEFAULT.withTarget("opencl")).compile(program(kernel), file);
    String found = simulate(List.of(file));
    assertTrue(found.contains(finding), found);
  }

  private static Program program(Kernel kernel) {
    List<Port> ports =
        kernel.parameters().stream()
            .map(Buffer::name)
            .map(name -> new Port(name, TensorType.f32(2, 4)))
            .toList();
    Step step = new Step(0, List.of(new Place.Input(0), new Place.Output(0)), Origin.NONE, 0);
    return new Program(
        kernel.name(),
        ports.subList(0, 1),
        ports.subList(1, 2),
        List.of(),
        0,
        0,
        List.of(kernel),
        List.of(step));
  }

  /** Runs models in a JVM whose OpenCL is oclgrind, and returns what that finds wrong. */
  private String simulate(List<Path> models) throws Exception {
    Path log = folder.resolve("findings");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>();
    // Its check of uninitialized values does not know an instruction that optimizations make.
    command.addAll(List.of("oclgrind", "--build-options", "-cl-opt-disable"));
    command.addAll(List.of("--data-races", "--uninitialized", "--log", log.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RunModels.class.getName());
    models.forEach(model -> command.add(model.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // Kernels that were compiled before would not be compiled with the options above.
    builder.environment().putAll(Map.of("CNNC_CACHE", folder.resolve("cache").toString()));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    int status = builder.start().waitFor();
    assertEquals(0, status, () -> read(output));
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
