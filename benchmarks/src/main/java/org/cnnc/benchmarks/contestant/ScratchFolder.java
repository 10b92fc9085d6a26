package org.cnnc.benchmarks.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder of temporary files, flat, that is gone when it is closed.
 *
 * @param path of the folder
 */
public record ScratchFolder(Path path) implements AutoCloseable {
  /** A new one, empty. */
  public static ScratchFolder create() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("cnnc-benchmarks"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(path);
  }
}
