package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cnnc.compiler.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmittedFilesTest {
  private static final Path MODEL = Path.of("nets", "lenet5.cnn");

  @TempDir private Path folder;

  private static EmittedFiles files(Path output, Emission... kinds) {
    return EmittedFiles.of(List.of(kinds), MODEL, Optional.ofNullable(output));
  }

  private static void assertFiles(Path library, Path header, EmittedFiles files) {
    assertEquals(Optional.ofNullable(library), files.get(Emission.SO));
    assertEquals(Optional.ofNullable(header), files.get(Emission.H));
  }

  @Test
  void areNamedAfterTheModelInThisFolder() {
    assertFiles(Path.of("lenet5.so"), Path.of("lenet5.h"), files(null, Emission.SO, Emission.H));
  }

  @Test
  void orInTheFolderThatIsNamed() {
    assertFiles(
        folder.resolve("lenet5.so"),
        folder.resolve("lenet5.h"),
        files(folder, Emission.H, Emission.SO));
  }

  @Test
  void theEndingSaysWhichKindHasTheName() {
    assertFiles(
        Path.of("out/digits.so"),
        Path.of("out/digits.h"),
        files(Path.of("out/digits.h"), Emission.SO, Emission.H));
  }

  @Test
  void theFirstKindHasANameOfAnotherEnding() {
    assertFiles(
        Path.of("digits.bin"),
        Path.of("digits.h"),
        files(Path.of("digits.bin"), Emission.SO, Emission.H));
  }

  @Test
  void anEndingThatIsNotAskedForIsRefused() {
    UserException e =
        assertThrows(UserException.class, () -> files(Path.of("digits.so"), Emission.H));
    assertEquals("-o digits.so: a .so file is not among --emit h", e.getMessage());
  }
}
