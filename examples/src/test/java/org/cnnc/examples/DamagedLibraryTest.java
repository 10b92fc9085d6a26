package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.ModelLoadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library that is not what the compiler wrote is refused before it is mapped. */
class DamagedLibraryTest {
  private static final long SEED = 4711;
  private static final int MUTATIONS = 2500;

  @TempDir private Path folder;

  @Test
  void isRefusedWhateverTheDamage() throws IOException {
    byte[] sound = Files.readAllBytes(library());
    Path file = folder.resolve("damaged.so");
    Random random = new Random(SEED);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = mutated(sound, random);
      if (!Arrays.equals(sound, damaged)) {
        Files.write(file, damaged);
        assertThrows(
            ModelLoadException.class,
            () -> Model.load(file).close(),
            "mutation %d of seed %d".formatted(i, SEED));
      }
    }
  }

  @Test
  void theCommandLineSaysSo() throws IOException {
    Path library = library();
    byte[] bytes = Files.readAllBytes(library);
    bytes[bytes.length / 2] ^= 1;
    Files.write(library, bytes);

    CommandLine.Result result =
        new CommandLine().run("run", library, Path.of("lenet5/digits/seven.png"));

    assertEquals(1, result.status());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  private Path library() {
    CompilerOptions options = CompilerOptions.DEFAULT.withDims(Map.of("H", 8, "W", 8));
    Path library = folder.resolve("filter.so");
    new Compiler(options).compile(Path.of("filters", "filters.cnn"), library);
    return library;
  }

  /** Some bytes changed, the end cut off or repeated, or a piece moved. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int n = random.nextInt(4); n >= 0; n--) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
      }
      case 1 -> copy = Arrays.copyOf(copy, at);
      case 2 -> copy = Arrays.copyOf(copy, copy.length + random.nextInt(100));
      default -> {
        int length = random.nextInt(Math.min(256, bytes.length - at));
        System.arraycopy(bytes, random.nextInt(bytes.length - length), copy, at, length);
      }
    }
    return copy;
  }
}
