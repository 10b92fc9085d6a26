package org.cnnc.runtime.artifact;

import java.util.List;

/**
 * One model's libraries for several machines, packaged together: the index that names them.
 *
 * @param model the name in the source
 * @param libraries the best first: a machine takes the first one that it can run
 */
public record Bundle(String model, List<Library> libraries) {
  private static final int MAX_LIBRARIES = 256;

  /**
   * A library of a bundle.
   *
   * @param file its name, beside the index
   * @param bytes the size of the file
   * @param sha256 the one at the end of the file, of library and manifest: 64 lower-case
   *     hexadecimal digits
   * @param platform what it needs of a machine
   */
  public record Library(String file, long bytes, String sha256, Platform platform) {
    public Library {
      Manifest.checkText("name of a library's file", file);
      if (file.indexOf('/') >= 0 || bytes < 0) {
        throw new IllegalArgumentException("a library `%s` of %d bytes".formatted(file, bytes));
      }
      Manifest.checkSha256("the library's sha256", sha256);
    }
  }

  public Bundle {
    libraries = List.copyOf(libraries);
    Manifest.checkText("name", model);
    if (libraries.isEmpty() || libraries.size() > MAX_LIBRARIES) {
      throw new IllegalArgumentException(
          "%d libraries, not 1 to %d".formatted(libraries.size(), MAX_LIBRARIES));
    }
  }
}
