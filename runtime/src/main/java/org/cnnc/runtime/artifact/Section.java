package org.cnnc.runtime.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an artifact lies: it is a file, or one part of a {@link BundleFile}.
 *
 * @param start of its first byte in the file
 */
public record Section(Path file, long start, long bytes) {
  /**
   * All of a file.
   *
   * @throws IOException if it is not there, or no regular file
   */
  public static Section whole(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      // Opening a pipe would wait for its writer; a device may have no end.
      throw new IOException(Files.exists(file) ? "not a regular file" : "no such file");
    }
    return new Section(file, 0, Files.size(file));
  }
}
