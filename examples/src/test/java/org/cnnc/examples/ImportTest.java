package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.write.CnnWriter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code cnnc import}: the file that it writes compiles to the same bytes as the ONNX model that it
 * was made of.
 */
class ImportTest {
  /** One for all machines, so that a failure is one on each. */
  private static final Compiler COMPILER =
      new Compiler(CompilerOptions.DEFAULT.withTarget("x86-64-v3"));

  @TempDir private Path folder;

  private final CommandLine cnnc = new CommandLine();

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return SharedModels.each(SharedModels.CASES, this::compilesToTheSameBytes);
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return SharedModels.each(SharedModels.TRAINED, this::compilesToTheSameBytes);
  }

  @TestFactory
  Stream<DynamicTest> exportsOfOurModels() {
    return Sample.small().stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.name(),
                    () -> {
                      Path onnx = folder.resolve("sample.onnx");
                      Compiler compiler = sample.compiler("x86-64-v3");
                      compiler.export(compiler.load(sample.file()), onnx);
                      compilesToTheSameBytes(onnx);
                    }));
  }

  private void compilesToTheSameBytes(Path onnx) throws IOException {
    ModelDefinition direct = CnnWriter.named(COMPILER.load(onnx));
    Path cnn = folder.resolve("imported.cnn");
    COMPILER.importOnnx(onnx, cnn, true);
    ModelDefinition imported = withSourcesOf(direct, COMPILER.load(cnn));
    Path expected = folder.resolve("direct.so");
    Path actual = folder.resolve("imported.so");
    COMPILER.compile(direct, expected);
    COMPILER.compile(imported, actual);
    assertEquals(-1, Files.mismatch(expected, actual));
  }

  /** A library has a hash of its sources, which is all that may differ. */
  private static ModelDefinition withSourcesOf(ModelDefinition other, ModelDefinition model) {
    return new ModelDefinition(
        model.name(),
        model.doc(),
        model.graph(),
        model.inputs(),
        model.outputs(),
        model.weights(),
        model.tests(),
        other.sources(),
        model.models());
  }

  @Test
  void writesAFileThatRunsAndKeepsWhatWasEdited() throws IOException {
    Path onnx = folder.resolve("lenet5.onnx");
    cnnc.succeed("export", Sample.LENET5, "-o", onnx);
    Path nets = folder.resolve("new").resolve("nets");
    Path cnn = nets.resolve("lenet5.cnn");

    String out = cnnc.succeed("import", onnx, "-o", nets);

    assertEquals(
        List.of(cnn + ": Lenet5", nets.resolve("lenet5.safetensors") + ": its weights"),
        out.lines().toList());
    assertTrue(
        Files.readString(cnn).contains("-> conv1: conv2d(6, 5, padding=2) -> relu"),
        Files.readString(cnn));
    assertEquals("", cnnc.succeed("check", cnn));

    CommandLine.Result again = cnnc.run("import", onnx, "-o", nets);
    assertEquals(1, again.status());
    assertEquals(
        List.of("error: " + cnn + ": is there already", "   = help: --force replaces it"),
        again.err().lines().toList());
    cnnc.succeed("import", onnx, "-o", nets, "--force");
  }

  @Test
  void whatIsNoOnnxModelIsRefused() throws IOException {
    CommandLine.Result result = cnnc.run("import", Sample.LENET5, "-o", folder);

    assertEquals(1, result.status());
    assertEquals(
        List.of(
            "error: " + Sample.LENET5 + ": is no .onnx file",
            "   = help: only ONNX models are imported"),
        result.err().lines().toList());
  }
}
