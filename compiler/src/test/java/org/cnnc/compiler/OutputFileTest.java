package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder;

  @Test
  void replacesTheFileWhenItIsCommitted() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    try (OutputFile output = OutputFile.of(file)) {
      Files.writeString(output.draft(), "new");
      assertEquals("old", Files.readString(file));
      output.commit();
    }
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void leavesNothingWhenItIsNotCommitted() throws IOException {
    Path file = folder.resolve("a");
    try (OutputFile output = OutputFile.of(file)) {
      Files.writeString(output.draft(), "half");
    }
    assertEquals(List.of(), names());
  }

  @Test
  void leavesNothingWhenTheProcessEnds() throws Exception {
    Path file = folder.resolve("a");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Interrupted.class.getName(),
                file.toString())
            .inheritIO()
            .start();

    assertEquals(Interrupted.STATUS, process.waitFor());
    assertEquals(List.of(), names());
  }

  /** A process that ends in the middle of a file. */
  static final class Interrupted {
    static final int STATUS = 7;

    public static void main(String[] arguments) throws IOException {
      OutputFile output = OutputFile.of(Path.of(arguments[0]));
      Files.writeString(output.draft(), "half");
      System.exit(STATUS);
    }
  }

  @Test
  void saysWhyNothingCanBeWritten() {
    Path missing = folder.resolve("no/such");
    UserException e = assertThrows(UserException.class, () -> OutputFile.of(missing));
    assertEquals(folder.resolve("no") + ": no such folder", e.getMessage());
    assertThrows(UserException.class, () -> OutputFile.of(folder));
  }

  /** To write to it is one thing, to put a file in its place for everybody another. */
  @Test
  void aDeviceIsNotReplaced() {
    Path device = Path.of("/dev/full");
    assumeTrue(Files.exists(device), "no " + device);

    UserException e = assertThrows(UserException.class, () -> OutputFile.of(device));

    assertEquals(device + ": is no file that can be replaced", e.getMessage());
  }

  @Test
  void whereALinkLeadsIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
    try (OutputFile output = OutputFile.of(link)) {
      Files.writeString(output.draft(), "new");
      output.commit();
    }
    assertEquals("new", Files.readString(file));
    assertTrue(Files.isSymbolicLink(link));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
