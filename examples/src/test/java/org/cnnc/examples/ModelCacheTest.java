package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.ModelCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
  private static final Path LENET5 = Path.of("lenet5", "lenet5.cnn");

  @TempDir private Path folder;

  @Test
  void anEntryIsUsedAgainAndMadeAgainWhenItIsDamaged() throws IOException {
    ModelCache cache = new ModelCache(folder);
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    Path entry = compiler.compileCached(LENET5, cache);
    byte[] sound = Files.readAllBytes(entry);
    FileTime old = FileTime.fromMillis(0);
    Files.setLastModifiedTime(entry, old);

    assertEquals(entry, compiler.compileCached(LENET5, cache));
    assertEquals(old, Files.getLastModifiedTime(entry), "compiled again");

    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(entry, damaged);
    assertEquals(entry, compiler.compileCached(LENET5, cache));
    assertArrayEquals(sound, Files.readAllBytes(entry));
  }

  @Test
  void anotherTargetOrOtherWeightsAreAnotherEntry() {
    ModelCache cache = new ModelCache(folder);
    Path entry = new Compiler(CompilerOptions.DEFAULT).compileCached(LENET5, cache);

    CompilerOptions other = CompilerOptions.DEFAULT.withTarget("x86-64-v3");
    assertNotEquals(entry, new Compiler(other).compileCached(LENET5, cache));
    CompilerOptions random = CompilerOptions.DEFAULT.withWeights("random:1");
    assertNotEquals(entry, new Compiler(random).compileCached(LENET5, cache));
  }

  @Test
  void noHeaderIsWrittenWhereNoneIsWanted() throws IOException {
    Path library = folder.resolve("lenet5.so");
    new CommandLine().succeed("compile", LENET5, "--emit", "so", "-o", library);
    assertFalse(Files.exists(folder.resolve("lenet5.h")));
  }
}
