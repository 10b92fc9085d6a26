package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What runs the matrix unit's instructions on CPUs without it does what Intel's manual says. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class AmxEmulatorTest {
  private static final Path TILES = Path.of("src/test/resources/amx/tiles.c").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void tilesOfTheCCompilerEqualPlainLoops() throws IOException {
    Toolchain.HOST.build(
        folder, "tiles", "-mamx-tile", "-mamx-bf16", MatrixMachine.EMULATOR, TILES, "-lm");

    assertEquals("", Toolchain.HOST.run(folder, "tiles", Path.of("/dev/null")));
  }
}
