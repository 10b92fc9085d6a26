package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.text.GraphPrinter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An ONNX model that is read, written and read again is the same graph. */
class OnnxRoundTripTest {
  /** What cannot come back as it was, and why. */
  private static final Map<String, String> DIFFERENT =
      Map.of(
          "test_constantofshape_float_ones",
          "a constant without a name gets one, as ONNX needs it",
          "test_maxunpool_export_with_output_shape",
          "its indices are an input, and ONNX's scatter counts negative ones from the end");

  private static final Compiler COMPILER = new Compiler(CompilerOptions.DEFAULT);

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return SharedModels.each(SharedModels.CASES, this::comesBack)
        .filter(test -> !DIFFERENT.containsKey(test.getDisplayName()));
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return SharedModels.each(SharedModels.TRAINED, this::comesBack);
  }

  private void comesBack(Path onnx) {
    ModelDefinition first = COMPILER.load(onnx);
    Path again = folder.resolve("again.onnx");
    COMPILER.export(first, again);

    assertEquals(text(first), text(COMPILER.load(again)));
  }

  /** All but the name of the model, which is the file's. */
  private static String text(ModelDefinition model) {
    String text = GraphPrinter.print(COMPILER.bind(model));
    return text.substring(text.indexOf('\n'));
  }
}
