package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's own cases, and real models: what they compile to gives the outputs written beside them,
 * within 1e-5 where the authors ask for 1e-3, and within what rounding allows of the exact ones.
 */
class OnnxCasesTest {
  /** Of an element; below {@code atol}, which a case gives, sums cancel out. */
  private static final double RTOL = 1e-5;

  @TempDir private Path results;

  /** A model, and where its arrays are. */
  private record Case(
      String name, Path model, Map<String, Path> inputs, Map<String, Path> outputs) {
    static Case of(Path folder, JsonObject json) {
      return new Case(
          json.get("name").getAsString(),
          folder.resolve(json.get("model").getAsString()),
          arrays(folder, json, "inputs"),
          arrays(folder, json, "outputs"));
    }

    private static Map<String, Path> arrays(Path folder, JsonObject json, String key) {
      Map<String, Path> arrays = new LinkedHashMap<>();
      for (JsonElement element : json.getAsJsonArray(key)) {
        JsonObject array = element.getAsJsonObject();
        arrays.put(array.get("name").getAsString(), folder.resolve(array.get("npy").getAsString()));
      }
      return arrays;
    }
  }

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return tests(SharedModels.CASES);
  }

  @TestFactory
  Stream<DynamicTest> models() throws IOException {
    return tests(SharedModels.TRAINED);
  }

  private Stream<DynamicTest> tests(Path folder) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> jobs = new ArrayList<>();
    for (JsonElement element : SharedModels.index(folder)) {
      Case test = Case.of(folder.toAbsolutePath(), element.getAsJsonObject());
      double atol = element.getAsJsonObject().get("atol").getAsDouble();
      Path out = results.resolve(test.name().replace(':', '_'));
      List<String> job = new ArrayList<>(List.of(test.name(), test.model().toString()));
      job.add(out.toString());
      test.inputs().forEach((name, file) -> job.add(name + "=" + file));
      jobs.add(String.join("\t", job));
      tests.add(DynamicTest.dynamicTest(test.name(), () -> check(test, out, atol)));
    }
    Path file = Files.write(results.resolve("jobs.tsv"), jobs);
    new CommandLine().succeed("batch", file, results.resolve("results.tsv"));
    return tests.stream();
  }

  private void check(Case test, Path out, double atol) throws IOException {
    List<String> fate =
        Files.readAllLines(results.resolve("results.tsv")).stream()
            .filter(line -> line.startsWith(test.name() + "\t"))
            .toList();
    assertEquals(List.of(test.name() + "\tok\t"), fate);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    test.inputs().forEach((name, file) -> inputs.put(name, Npy.read(file)));
    Map<String, BoundedTensor> exact =
        BoundedInterpreter.run(OnnxReader.read(test.model(), Map.of()), inputs);
    test.outputs()
        .forEach(
            (name, file) -> {
              Tensor expected = Npy.read(file);
              String array = name.replaceAll("[^A-Za-z0-9_.-]", "_") + ".npy";
              Tensor compiled = Npy.read(out.resolve(array));
              agree(name, expected, exact.get(name).value(), atol);
              agree(name, expected, compiled, atol);
              assertEquals(Optional.empty(), exact.get(name).violation(compiled), name);
            });
  }

  private static void agree(String name, Tensor expected, Tensor actual, double atol) {
    assertEquals(expected.type(), actual.type(), name);
    for (long i = 0; i < expected.type().elements(); i++) {
      double wanted = expected.doubleAt(i);
      double got = actual.doubleAt(i);
      boolean same = Double.compare(wanted, got) == 0 || wanted == got;
      if (!same && !(Math.abs(wanted - got) <= atol + RTOL * Math.abs(wanted))) {
        fail("element %d of `%s` is %s instead of %s".formatted(i, name, got, wanted));
      }
    }
  }
}
