package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trained models of others, compiled: each gives the outputs that ONNX Runtime gave. */
class TrainedModelsTest {
  private static final Path MODELS = Path.of("../../shared/data/models");

  @TempDir private Path folder;

  @Test
  void eachGivesItsReferenceOutputs() throws IOException {
    Path index = MODELS.resolve("index.json");
    if (!Files.exists(index)) {
      System.err.println("TrainedModelsTest: " + index + " is not there: NOT tested");
      abort(index + " is not there");
    }
    List<JsonObject> models =
        JsonParser.parseString(Files.readString(index))
            .getAsJsonObject()
            .getAsJsonArray("tests")
            .asList()
            .stream()
            .map(JsonElement::getAsJsonObject)
            .toList();
    Path jobs = folder.resolve("jobs.tsv");
    Files.write(jobs, models.stream().map(this::job).toList());
    Path results = folder.resolve("results.tsv");

    new CommandLine().succeed("batch", jobs, results);

    assertEquals(
        models.stream().map(model -> text(model, "name") + "\tok\t").toList(),
        Files.readAllLines(results));
    models.forEach(this::checkOutputs);
  }

  private String job(JsonObject model) {
    StringBuilder job = new StringBuilder();
    String name = text(model, "name");
    job.append(name).append('\t').append(MODELS.resolve(text(model, "model")));
    job.append('\t').append(folder.resolve(name));
    for (JsonElement input : model.getAsJsonArray("inputs")) {
      JsonObject array = input.getAsJsonObject();
      job.append('\t').append(text(array, "name")).append('=');
      job.append(MODELS.resolve(text(array, "npy")));
    }
    return job.toString();
  }

  private void checkOutputs(JsonObject model) {
    double relative = model.get("rtol").getAsDouble();
    double absolute = model.get("atol").getAsDouble();
    for (JsonElement output : model.getAsJsonArray("outputs")) {
      JsonObject array = output.getAsJsonObject();
      String name = text(model, "name") + "/" + text(array, "name").replace(':', '_');
      Tensor expected = Npy.read(MODELS.resolve(text(array, "npy")));
      Tensor actual = Npy.read(folder.resolve(name + ".npy"));
      assertEquals(expected.type(), actual.type(), name);
      for (int i = 0; i < expected.type().elements(); i++) {
        double error = Math.abs(expected.floatAt(i) - actual.floatAt(i));
        assertTrue(
            error <= absolute + relative * Math.abs(expected.floatAt(i)),
            "element %d of %s: %s instead of %s"
                .formatted(i, name, actual.floatAt(i), expected.floatAt(i)));
      }
    }
  }

  private static String text(JsonObject object, String key) {
    return object.get(key).getAsString();
  }
}
