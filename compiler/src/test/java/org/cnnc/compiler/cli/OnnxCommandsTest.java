package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxCommandsTest {
  @TempDir private Path folder;
  private Path source;
  private Path onnx;

  @BeforeEach
  void exported() throws IOException {
    source =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            model Net {
              input  image: f32[N, 3, 8, 8]
              output y: f32[N, 4, 6, 6]
              y = image -> conv2d(4, kernel=3) -> batch_norm -> relu
            }
            """);
    onnx = folder.resolve("net.onnx");
    JsonObject json =
        CommandResult.of("export", source, "--weights", "random:1", "-o", onnx, "--json").json();
    assertEquals("Net", json.get("model").getAsString());
    assertEquals(onnx.toString(), json.get("file").getAsString());
  }

  @Test
  void anExportHasTheNumbersOfItsModel() {
    JsonObject expected = summary(source);
    JsonObject actual = summary(onnx);

    assertTrue(expected.get("parameters").getAsLong() > 0);
    for (String key : List.of("parameters", "macs", "inputs", "outputs")) {
      assertEquals(expected.get(key), actual.get(key), key);
    }
  }

  private static JsonObject summary(Path model) {
    return CommandResult.of("summary", model, "--json").json();
  }

  @Test
  void onnxCanBeCheckedPrintedAndExportedAgain() throws IOException {
    assertEquals(new CommandResult(0, "", ""), CommandResult.of("check", onnx));
    assertTrue(CommandResult.of("print", "graph", onnx).out().contains("graph @net"));
    Path again = folder.resolve("again").resolve("net.onnx");
    Files.createDirectory(again.getParent());
    assertEquals(0, CommandResult.of("export", onnx, "-o", again).status());
    assertEquals(
        CommandResult.of("print", "graph", onnx).out(),
        CommandResult.of("print", "graph", again).out());
  }

  @Test
  void optionsThatOnnxHasNoUseForAreRefused() {
    assertError("has its weights inside", "check", onnx, "--weights", "random:1");
    assertError("--model and --arg are for .cnn files", "check", onnx, "--model", "Net");
    assertError("--model and --arg are for .cnn files", "check", onnx, "--arg", "a=1");
    assertError("no symbolic dimension `W`", "check", onnx, "--dim", "W=2");
    assertError("dimension `N` is 0", "check", onnx, "--dim", "N=0");
  }

  @Test
  void aDamagedModelOrPlaceIsAnError() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.onnx"), "what");
    assertError("no ONNX model", "summary", damaged);
    assertError("no such file", "summary", folder.resolve("none.onnx"));
    Path nowhere = folder.resolve("none").resolve("a.onnx");
    assertError("no such folder", "export", onnx, "-o", nowhere);
    assertError("is a folder", "export", onnx, "-o", folder);
  }

  @Test
  void aBatchTellsEveryJobsFate() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.onnx"), "what");
    Path jobs =
        Files.writeString(
            folder.resolve("jobs.tsv"),
            "7\t%s\t%s\tx=a.npy\n8\t%s\t%s\n"
                .formatted(damaged, folder, folder.resolve("none.onnx"), folder));
    Path results = folder.resolve("results.tsv");

    assertEquals(new CommandResult(0, "", ""), CommandResult.of("batch", jobs, results));

    List<String> lines = Files.readAllLines(results);
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith("7\terror\t"), lines.get(0));
    assertTrue(lines.get(1).startsWith("8\terror\t"), lines.get(1));
    assertTrue(lines.get(1).contains("there is no such file"), lines.get(1));
  }

  @Test
  void aLineThatIsNoJobStopsTheBatchBeforeItBegins() throws IOException {
    Path jobs = Files.writeString(folder.resolve("jobs.tsv"), "1\ta.onnx\tout\n2\tb.onnx\n");
    Path results = folder.resolve("results.tsv");

    assertError("jobs.tsv:2: this is no job", "batch", jobs, results);
    assertFalse(Files.exists(results));
    Files.writeString(jobs, "1\ta.onnx\tout\tx\n");
    assertError("jobs.tsv:1: ", "batch", jobs, results);
    assertError("cannot be read", "batch", folder.resolve("none"), results);
  }

  /** Names go to terminals, which obey control characters. */
  @ParameterizedTest
  @ValueSource(strings = {"conv2d1.bias", "batch_norm1"})
  void aNameWithAControlCharacterIsRefused(String name) throws IOException {
    String bytes = Files.readString(onnx, StandardCharsets.ISO_8859_1);
    String escaped = bytes.replace(name, "\u001b" + name.substring(1));
    assertNotEquals(bytes, escaped);
    Path hostile = folder.resolve("hostile.onnx");
    Files.writeString(hostile, escaped, StandardCharsets.ISO_8859_1);

    assertError("has a control character", "summary", hostile);
  }

  private static void assertError(String message, Object... arguments) {
    CommandResult result = CommandResult.of(arguments);
    assertEquals(1, result.status(), result.err());
    assertEquals("", result.out());
    assertTrue(result.err().contains(message), result.err());
  }
}
