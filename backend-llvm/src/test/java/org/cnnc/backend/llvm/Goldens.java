package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what a test expects; {@code -Dcnnc.updateGoldens} rewrites them. */
final class Goldens {
  private Goldens() {}

  static void assertMatches(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("cnnc.updateGoldens")) {
      if (System.getenv("CI") != null) {
        throw new IllegalStateException("goldens are not updated in CI");
      }
      Files.createDirectories(file.getParent());
      Files.writeString(file, actual);
    }
    assertEquals(Files.readString(file), actual, () -> file + " differs");
  }
}
