package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} and {@code profile}: what they say, not how fast anything is. */
class MeasureCommandsTest {
  /** Multiply-accumulates of the model: 4x6x6 outputs of 3x3x3, then 10 of 144. */
  private static final long CONV_MACS = 4 * 36 * 27;

  private static final long LINEAR_MACS = 10 * 144;

  @TempDir private Path folder;
  private Path source;

  @BeforeEach
  void write() throws IOException {
    source =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            model Net {
              input  image: f32[N, 3, 8, 8]
              output y: f32[N, 10]
              y = image
                -> conv1: conv2d(4, kernel=3) -> relu
                -> flatten
                -> fc: linear(10)
            }
            """);
  }

  @Test
  void benchMeasuresALibraryWithEachNumberOfThreads() {
    Path library = folder.resolve("net.so");
    assertEquals(
        0, CommandResult.of("compile", source, "--weights", "random:1", "-o", library).status());

    JsonObject json =
        CommandResult.of(
                "bench", library, "--threads", "2,1", "--seconds", "0.01", "--batch", 3, "--json")
            .json();

    assertEquals("Net", json.get("model").getAsString());
    assertEquals(3, json.get("batch").getAsInt());
    assertEquals(CONV_MACS + LINEAR_MACS, json.get("macs").getAsLong());
    JsonArray results = json.getAsJsonArray("results");
    assertEquals(2, results.size());
    assertEquals(2, results.get(0).getAsJsonObject().get("threads").getAsInt());
    assertEquals(1, results.get(1).getAsJsonObject().get("threads").getAsInt());
    for (JsonElement each : results) {
      JsonObject row = each.getAsJsonObject();
      assertEquals(
          Set.of(
              "threads",
              "median_ms",
              "p10_ms",
              "p90_ms",
              "gflops",
              "peak_gflops",
              "peak_percent",
              "samples"),
          row.keySet());
      double median = row.get("median_ms").getAsDouble();
      assertTrue(0 < row.get("p10_ms").getAsDouble(), row.toString());
      assertTrue(row.get("p10_ms").getAsDouble() <= median, row.toString());
      assertTrue(median <= row.get("p90_ms").getAsDouble(), row.toString());
      double gflops = 2.0 * 3 * (CONV_MACS + LINEAR_MACS) / median / 1e6;
      assertEquals(gflops, row.get("gflops").getAsDouble(), 1e-9 * gflops);
      double percent = 100 * gflops / row.get("peak_gflops").getAsDouble();
      assertEquals(percent, row.get("peak_percent").getAsDouble(), 1e-9 * percent);
    }
  }

  @Test
  void benchCompilesModelFiles() {
    CommandResult result =
        CommandResult.of("bench", source, "--weights", "random:1", "--seconds", "0.01");

    assertEquals("", result.err());
    assertTrue(result.out().startsWith("Net for "), result.out());
    assertTrue(result.out().contains("threads  median ms"), result.out());
  }

  @Test
  void profileTimesEveryKernelAndSaysWhereItIsFrom() {
    JsonObject json =
        CommandResult.of("profile", source, "--weights", "random:1", "--seconds", "0.01", "--json")
            .json();

    assertEquals("Net", json.get("model").getAsString());
    JsonArray results = json.getAsJsonArray("results");
    assertEquals(1, results.size());
    JsonObject profile = results.get(0).getAsJsonObject();
    assertEquals(1, profile.get("threads").getAsInt());
    assertTrue(profile.get("peak_gflops").getAsDouble() > 0, profile.toString());
    assertTrue(profile.get("peak_gbytes").getAsDouble() > 0, profile.toString());
    List<JsonObject> kernels =
        profile.getAsJsonArray("kernels").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .toList();
    assertEquals(
        CONV_MACS + LINEAR_MACS,
        Math.round(
            kernels.stream()
                .mapToDouble(k -> number(k, "gflops") * number(k, "median_ms") * 1e6 / 2)
                .sum()));
    assertEquals(100, kernels.stream().mapToDouble(k -> number(k, "percent")).sum(), 1e-6);
    JsonObject last = kernels.getLast();
    assertEquals("[\"fc\"]", last.getAsJsonArray("layers").toString());
    assertTrue(last.get("place").getAsString().endsWith("net.cnn:8:8"), last.toString());
    // Input, weight and bias, and output.
    assertTrue(number(last, "bytes") >= 4 * (144 + 10 * 144 + 10 + 10), last.toString());
  }

  private static double number(JsonObject object, String key) {
    double number = object.get(key).getAsDouble();
    assertTrue(number >= 0 && Double.isFinite(number), object.toString());
    return number;
  }

  @Test
  void profileTakesOnlyModelFiles() {
    CommandResult result = CommandResult.of("profile", folder.resolve("net.so"));

    assertEquals(1, result.status());
    assertTrue(result.err().contains("only model files can be profiled"), result.err());
  }

  @Test
  void weightsThatAreNotThereAreToldWithARemedy() throws IOException {
    Path other = folder.resolve("other.cnn");
    Files.writeString(
        other,
        Files.readString(source).replace("y = image", "weights \"none.safetensors\" y = image"));

    for (String command : List.of("bench", "profile", "compile")) {
      CommandResult result = CommandResult.of(command, other);

      assertEquals(1, result.status());
      assertTrue(result.err().contains("none.safetensors: error[file-not-found]"), result.err());
      assertTrue(result.err().contains("--weights random:1"), result.err());
    }
  }

  @Test
  void numbersThatMeanNothingAreRefused() {
    assertTrue(
        CommandResult.of("bench", source, "--threads", "0").err().startsWith("error: --threads: "),
        "no threads");
    assertTrue(
        CommandResult.of("bench", source, "--seconds", "0").err().startsWith("error: --seconds: "),
        "no time");
    assertTrue(
        CommandResult.of("bench", folder.resolve("net.so"), "--weights", "random:1")
            .err()
            .contains("are for model files, not for libraries"),
        "weights of a library");
  }

  @Test
  void whatIsCompiledAlreadyTakesNoOptionsOfCode() throws IOException {
    Path library = Files.createFile(folder.resolve("net.so"));
    for (String option :
        List.of(
            "--target=x86-64-v3",
            "--winograd=off",
            "--precision=bf16",
            "--all-layers",
            "--keep-f32=*",
            "--fold-pixels",
            "--verify-each")) {
      for (String command : List.of("run", "bench")) {
        assertRefused(library, CommandResult.of(command, library, option));
      }
      assertRefused(library, CommandResult.of("compare", library, library, option));
      assertRefused(library, CommandResult.of("compare", library, library, "--a", option));
    }
  }

  private static void assertRefused(Path library, CommandResult result) {
    assertEquals(
        "error: "
            + library
            + ": --target, --winograd, --precision, --all-layers, --keep-f32, --fold-pixels and"
            + " --verify-each are for model files, not for libraries",
        result.err().strip());
    assertEquals(1, result.status());
  }
}
