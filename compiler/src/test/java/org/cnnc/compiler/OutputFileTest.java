package org.cnnc.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
  void saysWhyNothingCanBeWritten() {
    Path missing = folder.resolve("no/such");
    UserException e = assertThrows(UserException.class, () -> OutputFile.of(missing));
    assertEquals(folder.resolve("no") + ": no such folder", e.getMessage());
    assertThrows(UserException.class, () -> OutputFile.of(folder));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
