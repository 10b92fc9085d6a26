package org.cnnc.examples;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The ONNX models of {@code ../shared/data}, which a stranger's clone of the project has not. */
final class SharedModels {
  private static final Path DATA = Path.of("../../shared/data");

  /** ONNX's own cases: an operator each. */
  static final Path CASES = DATA.resolve("onnx-cases");

  /** Trained models of others. */
  static final Path TRAINED = DATA.resolve("models");

  private SharedModels() {}

  /** What is tested of a model. */
  interface Check {
    void of(Path model) throws IOException;
  }

  /** The entries of a folder's index; aborts the test where there is none. */
  static List<JsonElement> index(Path folder) throws IOException {
    Path index = folder.resolve("index.json");
    if (!Files.exists(index)) {
      System.err.println(index + " is not there: NOT tested");
      abort(index + " is not there");
    }
    return JsonParser.parseString(Files.readString(index))
        .getAsJsonObject()
        .getAsJsonArray("tests")
        .asList();
  }

  /** A test for each model of a folder. */
  static Stream<DynamicTest> each(Path folder, Check check) throws IOException {
    return index(folder).stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            test ->
                DynamicTest.dynamicTest(
                    test.get("name").getAsString(),
                    () -> check.of(folder.resolve(test.get("model").getAsString()))));
  }
}
