package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what a test expects; {@code -Dcnnc.updateGoldens} rewrites them. */
public final class Goldens {
  private Goldens() {}

  public static void assertMatches(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("cnnc.updateGoldens")) {
      if (System.getenv("CI") != null) {
        throw new IllegalStateException("goldens are not updated in CI");
      }
      Files.writeString(file, actual);
    } else {
      assertEquals(Files.readString(file), actual, file::toString);
    }
  }
}
