package org.cnnc.examples.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.Graph;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** ONNX's own cases, and real models: what we import gives the outputs written beside it. */
class OnnxCasesTest {
  private static final Path DATA = Path.of("../../shared/data");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return tests(DATA.resolve("onnx-cases"));
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return tests(DATA.resolve("models"));
  }

  private static Stream<DynamicTest> tests(Path folder) throws IOException {
    Path index = folder.resolve("index.json");
    if (!Files.exists(index)) {
      return Stream.of(DynamicTest.dynamicTest(folder + " is not here", () -> abort()));
    }
    JsonObject root = JsonParser.parseString(Files.readString(index)).getAsJsonObject();
    return StreamSupport.stream(root.getAsJsonArray("tests").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(
            test ->
                DynamicTest.dynamicTest(test.get("name").getAsString(), () -> check(folder, test)));
  }

  private static void check(Path folder, JsonObject test) {
    Graph graph;
    try {
      graph = OnnxReader.read(folder.resolve(test.get("model").getAsString()), Map.of());
    } catch (UnsupportedException e) {
      abort(e.getMessage());
      return;
    }
    Map<String, Tensor> actual = GraphInterpreter.run(graph, arrays(folder, test, "inputs"));
    double relative = test.get("rtol").getAsDouble();
    double absolute = test.get("atol").getAsDouble();
    arrays(folder, test, "outputs")
        .forEach((name, tensor) -> agree(name, tensor, actual.get(name), relative, absolute));
  }

  private static Map<String, Tensor> arrays(Path folder, JsonObject test, String key) {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (JsonElement array : test.getAsJsonArray(key)) {
      JsonObject entry = array.getAsJsonObject();
      arrays.put(
          entry.get("name").getAsString(),
          Npy.read(folder.resolve(entry.get("npy").getAsString())));
    }
    return arrays;
  }

  private static void agree(
      String name, Tensor expected, Tensor actual, double relative, double absolute) {
    assertEquals(expected.type(), actual.type(), name);
    for (long i = 0; i < expected.type().elements(); i++) {
      double wanted = expected.doubleAt(i);
      double got = actual.doubleAt(i);
      boolean same = Double.compare(wanted, got) == 0 || wanted == got;
      if (!same && !(Math.abs(wanted - got) <= absolute + relative * Math.abs(wanted))) {
        fail("element %d of `%s` is %s instead of %s".formatted(i, name, got, wanted));
      }
    }
  }
}
