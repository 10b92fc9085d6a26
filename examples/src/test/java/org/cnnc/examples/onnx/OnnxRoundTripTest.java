package org.cnnc.examples.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.text.GraphPrinter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** An ONNX model that is read, written and read again is the same graph. */
class OnnxRoundTripTest {
  private static final Path DATA = Path.of("../../shared/data");

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
    return indexed(DATA.resolve("onnx-cases"));
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return indexed(DATA.resolve("models"));
  }

  private Stream<DynamicTest> indexed(Path data) throws IOException {
    Path index = data.resolve("index.json");
    if (!Files.exists(index)) {
      return Stream.of(DynamicTest.dynamicTest(data + " is not here", () -> abort()));
    }
    JsonObject root = JsonParser.parseString(Files.readString(index)).getAsJsonObject();
    return StreamSupport.stream(root.getAsJsonArray("tests").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(test -> !DIFFERENT.containsKey(test.get("name").getAsString()))
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").getAsString(),
                    () -> comesBack(data.resolve(test.get("model").getAsString()))));
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
