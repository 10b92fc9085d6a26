package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compile --emit java}, {@code --emit jar} and {@code test}. */
class ClassCommandsTest {
  private static final Path QUADRANTS = Path.of("src/test/resources/typed/quadrants.cnn");

  @TempDir private Path folder;

  @Test
  void sourcesAndResourcesGoWhereTheyAreToldTo() throws IOException {
    Path sources = folder.resolve("java");
    Path resources = folder.resolve("resources");

    CommandResult result =
        CommandResult.of(
            "compile",
            QUADRANTS,
            "--emit",
            "java",
            "--package",
            "nets",
            "-o",
            sources,
            "--resources",
            resources,
            "--json");

    assertEquals("", result.err());
    JsonObject json = JsonParser.parseString(result.out()).getAsJsonObject();
    assertEquals(List.of(sources.resolve("nets/Quadrants.java")), files(sources));
    assertEquals(
        List.of(
            resources.resolve("nets/Quadrants-native.so"),
            resources.resolve("nets/Quadrants.cnnc"),
            resources.resolve("nets/Quadrants.tests")),
        files(resources));
    assertEquals("[\"" + QUADRANTS + "\"]", json.get("inputs").toString());
    assertEquals(
        "nets.Quadrants",
        json.getAsJsonArray("models").get(0).getAsJsonObject().get("class").getAsString());
  }

  @Test
  void aFileWithoutModelsIsThereToBeImported() throws IOException {
    Path blocks =
        Files.writeString(
            folder.resolve("blocks.cnn"), "cnn 1\nblock Twice(x: [N, C]): [N, C] = x * 2\n");

    CommandResult java =
        CommandResult.of("compile", blocks, "--emit", "java", "--package", "nets", "-o", folder);
    assertEquals(0, java.status(), java.err());
    assertEquals(blocks + ": has no model without arguments, nothing is written\n", java.out());

    CommandResult jar = CommandResult.of("compile", blocks, "--emit", "jar", "--package", "nets");
    assertEquals(1, jar.status());
    assertTrue(jar.err().contains("error[ambiguous-model]"), jar.err());
  }

  @Test
  void mistakesAreJsonWhereThatIsAskedFor() throws IOException {
    Path model =
        Files.writeString(
            folder.resolve("wrong.cnn"),
            "cnn 1\nmodel M { input x: f32[N, 2] output y: f32[N, 2] y = z }\n");

    CommandResult result =
        CommandResult.of(
            "compile", model, "--emit", "java", "--package", "nets", "-o", folder, "--json");

    assertEquals(1, result.status());
    JsonObject error =
        JsonParser.parseString(result.out())
            .getAsJsonObject()
            .getAsJsonArray("errors")
            .get(0)
            .getAsJsonObject();
    assertEquals("unknown-name", error.get("code").getAsString());
    assertEquals(2, error.get("line").getAsInt());
  }

  @Test
  void optionsThatDoNotFitAreRefused() {
    assertError(
        "--emit java and --emit jar need the name of a package",
        "compile",
        QUADRANTS,
        "--emit",
        "jar");
    assertError(
        "--emit java and --emit jar are alone, without other kinds",
        "compile",
        QUADRANTS,
        "--emit",
        "jar,so",
        "--package",
        "nets");
    assertError(
        "--package and --resources are for --emit java and --emit jar",
        "compile",
        QUADRANTS,
        "--package",
        "nets");
    assertError(
        "--target native,aarch64: only one target makes sense here",
        "compile",
        QUADRANTS,
        "--emit",
        "so",
        "--target",
        "native,aarch64");
  }

  @Test
  void severalTargetsAreOneBundle() {
    Path bundle = folder.resolve("quadrants.cnnb");

    CommandResult result =
        CommandResult.of("compile", QUADRANTS, "--target", "native,opencl,aarch64", "-o", folder);

    assertEquals(0, result.status(), result.err());
    assertEquals(
        "%s: quadrants for native, opencl, aarch64, %,d bytes%n"
            .formatted(bundle, bundle.toFile().length()),
        result.out());
    assertError(
        "--emit cnnb is alone, without other kinds",
        "compile",
        QUADRANTS,
        "--emit",
        "cnnb,h",
        "--target",
        "native,opencl");
    assertError(
        "-o x.so: a .so file is not among --emit cnnb",
        "compile",
        QUADRANTS,
        "--target",
        "native,opencl",
        "-o",
        "x.so");
  }

  @Test
  void testsAreRunAndReported() {
    CommandResult result = CommandResult.of("test", QUADRANTS);

    assertEquals(1, result.status());
    assertEquals(
        """
        ok    quadrants: one bright quarter
        FAIL  quadrants: what does not hold
              quadrants.cnn:22:10: top1(scores) is 1, not 3
              quadrants.cnn:22:29: scores[0, 0] is 0.0, not > 0.5
              quadrants.cnn:22:49: element 3 of scores is 2.0, expected 2.5 within 0.25
        """,
        result.out());
    assertError(
        "src/test/resources/typed/names.cnn: no tests of a model that needs no arguments",
        "test",
        "src/test/resources/typed/names.cnn");
  }

  @Test
  void aTestThatMakesNoSenseIsTheUsersMistake() throws IOException {
    assertError(
        "bad.cnn:3:38: output `y: f32[N, 2]` has no class 2",
        "test",
        model("test \"t\" for M { x = [[1, 2]] expect top1(y) == 2 }"));
    assertError(
        "the test \"t\" gives input `x: f32[N, 2]` no value",
        "test",
        model("test \"t\" for M { expect top1(y) == 1 }"));
    assertError(
        "test \"t\": the array is [1, 3], input `x: f32[N, 2]` is expected",
        "test",
        model("test \"t\" for M { x = [[1, 2, 3]] expect top1(y) == 1 }"));
  }

  private Path model(String test) throws IOException {
    return Files.writeString(
        folder.resolve("bad.cnn"),
        "cnn 1\nmodel M { input x: f32[N, 2] output y: f32[N, 2] y = x * 2 }\n" + test + "\n");
  }

  private static void assertError(String message, Object... arguments) {
    CommandResult result = CommandResult.of(arguments);
    assertEquals(1, result.status(), result.out());
    assertTrue(result.err().startsWith("error: "), result.err());
    assertTrue(result.err().contains(message), result.err());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
