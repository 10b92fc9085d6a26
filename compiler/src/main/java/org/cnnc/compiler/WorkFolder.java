package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for files on the way to a result; closing removes it with all that is in it. */
public record WorkFolder(Path folder) implements AutoCloseable {
  /** One in the folder of the result, where there is room for that. */
  public static WorkFolder beside(Path result) throws IOException {
    return new WorkFolder(Files.createTempDirectory(result.toAbsolutePath().getParent(), ".cnnc"));
  }

  /** One where the system has its temporary files. */
  public static WorkFolder temporary() throws IOException {
    return new WorkFolder(Files.createTempDirectory("cnnc"));
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
