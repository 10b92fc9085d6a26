package org.cnnc.compiler.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cnnc.compiler.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningFileTest {
  private static final Tuning CONV =
      tuning("conv2d f32[N,3,8,8]", "direct 8x2", Map.of("direct 8x2", 0.25, "direct 6x4", 1e-3));
  private static final Tuning LINEAR = tuning("linear \"x\"", "direct 1x4", Map.of());

  @TempDir private Path folder;

  @Test
  void readsWhatItWrites() {
    Path file = folder.resolve("new").resolve("tuning.json");
    assertEquals(Tuning.NONE, TuningFile.readIfThere(file));

    TuningFile.add(file, CONV);

    assertEquals(CONV, TuningFile.read(file));
    assertEquals(CONV, TuningFile.readIfThere(file));
  }

  @Test
  void resultsAreAddedAndSorted() throws IOException {
    Path file = folder.resolve("a.json");
    TuningFile.add(file, LINEAR);
    TuningFile.add(file, CONV);
    Path other = folder.resolve("b.json");
    TuningFile.add(other, CONV);
    TuningFile.add(other, LINEAR);

    assertEquals(CONV.and(LINEAR), TuningFile.read(file));
    assertEquals(Files.readString(file), Files.readString(other));
    assertEquals(
        """
        {"cnnc_tuning": 1, "results": [
          {"compiler": "cnnc 1", "target": "znver4 512", "winograd": "auto",
           "op": "conv2d f32[N,3,8,8]",
           "choice": "direct 8x2",
           "threads": [1, 2],
           "milliseconds": {
            "direct 6x4": [0.001, 0.001],
            "direct 8x2": [0.25, 0.25]}},
          {"compiler": "cnnc 1", "target": "znver4 512", "winograd": "auto",
           "op": "linear \\"x\\"",
           "choice": "direct 1x4",
           "threads": [1, 2],
           "milliseconds": {
        }}
        ]}
        """,
        Files.readString(file));
  }

  @Test
  void aNewerResultReplacesAnOlderOne() {
    Tuning newer = tuning("conv2d f32[N,3,8,8]", "direct 6x4", Map.of());
    assertEquals(newer, CONV.and(newer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"cnnc_tuning\"                | \"cnnc_tun\"             | `cnnc_tuning` is missing",
        "\"cnnc_tuning\": 1             | \"cnnc_tuning\": 2       | its format is 2, this compiler reads 1",
        "\"cnnc_tuning\": 1             | \"cnnc_tuning\": \"one\" | it is not of the form",
        "\"cnnc_tuning\": 1             | \"cnnc_tuning\": {}      | it is not of the form",
        "\"choice\"                     | \"chose\"                | `choice` is missing",
        "\"results\": [                 | \"results\": 7, \"x\": [ | it is not of the form",
        "[0.25, 0.25]                   | [0.25, true]             | it is not of the form",
        "]}                             | ]                        | it is not of the form",
      })
  void aDamagedFileIsAnErrorWithARemedy(String old, String replacement, String why)
      throws IOException {
    Path file = folder.resolve("tuning.json");
    TuningFile.add(file, CONV);
    String text = Files.readString(file);
    assertTrue(text.contains(old), "the test replaces nothing: " + old);
    Files.writeString(file, text.replace(old, replacement));

    UserException e = assertThrows(UserException.class, () -> TuningFile.read(file));

    assertTrue(
        e.getMessage().startsWith(file + ": is no file of measured schedules: " + why),
        e.getMessage());
    assertEquals("delete it; --tune measures again", e.help().orElseThrow());
    assertThrows(UserException.class, () -> TuningFile.add(file, LINEAR), "nothing is overwritten");
  }

  @Test
  void whatIsNoTextIsAnErrorToo() throws IOException {
    Path file = Files.write(folder.resolve("x"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    UserException e = assertThrows(UserException.class, () -> TuningFile.read(file));
    assertTrue(e.getMessage().endsWith("it is not UTF-8 text"), e.getMessage());
  }

  @Test
  void aMissingFileSaysHowToMakeIt() {
    Path file = folder.resolve("none.json");
    UserException e = assertThrows(UserException.class, () -> TuningFile.read(file));
    assertEquals(file + ": cannot be read: no such file or folder", e.getMessage());
    assertTrue(e.help().orElseThrow().contains("--tune --tune-file " + file));
  }

  private static Tuning tuning(String op, String choice, Map<String, Double> milliseconds) {
    TreeMap<String, List<Double>> all = new TreeMap<>();
    milliseconds.forEach((name, median) -> all.put(name, List.of(median, median)));
    return Tuning.of(
        new Tuning.Key("cnnc 1", "znver4 512", "auto", op),
        new Tuning.Result(choice, List.of(1, 2), all));
  }
}
