package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.Precision;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Trained models in bfloat16 give on real inputs what they give in f32, but for little. */
class Bfloat16Test {
  private static final double MIN_COSINE = 0.9995;

  @TestFactory
  Stream<DynamicTest> trainedModelsOfOthers() throws IOException {
    return SharedModels.index(SharedModels.TRAINED).stream()
        .map(JsonElement::getAsJsonObject)
        .map(test -> DynamicTest.dynamicTest(test.get("name").getAsString(), () -> isNear(test)));
  }

  @Test
  void theManifestSaysWhatIsStored(@TempDir Path folder) throws Exception {
    for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
      Path library = folder.resolve(precision + ".so");
      new CommandLine().succeed("compile", Sample.LENET5, "-o", library, "--precision", precision);
      assertEquals(precision, Artifact.read(library).precision());
    }
  }

  private static void isNear(JsonObject test) throws IOException {
    Path folder = SharedModels.TRAINED;
    List<Object> arguments = new ArrayList<>(List.of("compare"));
    arguments.add(folder.resolve(test.get("model").getAsString()));
    for (JsonElement input : test.getAsJsonArray("inputs")) {
      String name = input.getAsJsonObject().get("name").getAsString();
      Path array = folder.resolve(input.getAsJsonObject().get("npy").getAsString());
      arguments.addAll(List.of("--input", name + "=" + array));
    }
    arguments.addAll(List.of("--b", "--precision bf16", "--min-cosine", MIN_COSINE));
    new CommandLine().succeed(arguments.toArray());
  }
}
