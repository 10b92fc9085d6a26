package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernels that are chosen for a CPU, a graphics card and a telephone, as goldens, since the
 * devices are not here; and what they compute, on the device that is. {@code -Dcnnc.updateGoldens}
 * rewrites them.
 */
class DeviceKernelsTest {
  private static final long SEED = 1;

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> printAsTheirGoldens() {
    return each(DeviceKernelsTest::assertPrinted);
  }

  @TestFactory
  Stream<DynamicTest> computeWhatTheirGraphsMean() {
    OpenCl.require();
    return each(this::assertComputed);
  }

  @ParameterizedTest
  @CsvSource({"opencl:desktop, 64x1x64_16", "opencl:mobile, 8x4"})
  void winogradPrintsAsItsGolden(String target, String tile) throws IOException {
    Program program = DeviceModels.fastMemory(target, DeviceModels.winograd());

    List<String> names = program.kernels().stream().map(Kernel::name).toList();
    assertTrue(
        names.stream().anyMatch(name -> name.endsWith("_winograd_" + tile)), names.toString());
    assertGolden(target, "Winograd", program);
  }

  /** Of a narrow image, and of one whose rows of tiles no group of work items divides. */
  @ParameterizedTest
  @CsvSource({
    "opencl:desktop, 10",
    "opencl:desktop, 524",
    "opencl:mobile, 10",
    "opencl:mobile, 524"
  })
  void winogradComputesWhatItsGraphMeans(String target, int width) throws IOException {
    OpenCl.require();
    ModelDefinition definition = DeviceModels.winograd(9, width);
    Compiler compiler = DeviceModels.compiler(target);
    Path file = folder.resolve("winograd.cnncl");
    compiler.compile(DeviceModels.fastMemory(target, definition), file);
    try (Model model = Model.load(file)) {
      assertComputed(compiler, definition, model);
    }
  }

  private interface Check {
    void run(String target, ModelDefinition model) throws IOException;
  }

  private static Stream<DynamicTest> each(Check check) {
    List<ModelDefinition> models = DeviceModels.all();
    return OpenCl.TARGETS.stream()
        .flatMap(
            target ->
                models.stream()
                    .map(
                        model ->
                            DynamicTest.dynamicTest(
                                "%s for %s".formatted(model.name(), target),
                                () -> check.run(target, model))));
  }

  private static void assertPrinted(String target, ModelDefinition model) throws IOException {
    Compiler compiler = DeviceModels.compiler(target);
    assertGolden(target, model.name(), compiler.optimize(compiler.bind(model)));
  }

  private static void assertGolden(String target, String name, Program program) throws IOException {
    String actual = DeviceModels.compiler(target).print(program, "opencl");
    Path golden = DeviceModels.FOLDER.resolve(target.replace(':', '-')).resolve(name + ".cl");
    if (Boolean.getBoolean("cnnc.updateGoldens")) {
      if (System.getenv("CI") != null) {
        throw new IllegalStateException("goldens are not updated in CI");
      }
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, actual);
    }
    assertEquals(Files.readString(golden), actual, () -> golden + " differs");
  }

  private void assertComputed(String target, ModelDefinition definition) throws IOException {
    Compiler compiler = DeviceModels.compiler(target);
    try (Model model = OpenCl.load(compiler, definition, folder)) {
      assertComputed(compiler, definition, model);
    }
  }

  private static void assertComputed(Compiler compiler, ModelDefinition definition, Model model) {
    Images images = Images.random(definition.inputs(), 2, SEED);
    Map<String, BoundedTensor> expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors());
    Map<String, Tensor> computed = images.run(model, 2);
    assertEquals(
        List.of(),
        expected.get("y").violation(computed.get("y")).stream().toList(),
        "seed " + SEED);
  }
}
