package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same input gives the same bytes. */
class ReproducibilityTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.Sample#small")
  void compilingTwiceGivesIdenticalBytes(Sample sample) throws IOException {
    Path first = folder.resolve("first.so");
    Path second = folder.resolve("second.so");

    sample.compiler("native").compile(sample.file(), first);
    sample.compiler("native").compile(sample.file(), second);

    assertEquals(-1, Files.mismatch(first, second));
  }

  /** Another process, folder, language, time zone and hash order, and a copy of the sources. */
  @Test
  void nothingOfTheSurroundingsIsInALibrary() throws IOException {
    Path here = folder.resolve("here.so");
    new CommandLine().succeed("compile", Sample.LENET5, "-o", here);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/nets"));
    for (String file : List.of("lenet5.cnn", "lenet5.safetensors")) {
      Files.copy(Path.of("lenet5", file), elsewhere.resolve(file));
    }
    CommandLine turkish =
        new CommandLine(
            List.of(
                "-Duser.language=tr",
                "-Duser.timezone=Asia/Kathmandu",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=0"));

    CommandLine.Result result = turkish.runIn(elsewhere, "compile", "lenet5.cnn", "-o", "it.so");

    assertEquals(0, result.status(), result.err());
    assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(elsewhere.resolve("it.so")));
  }
}
