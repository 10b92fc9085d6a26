package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.cnnc.runtime.artifact.Artifact;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.CacheFolder;

/**
 * Compiled models by what they were compiled from, in {@link CacheFolder}. An entry is never
 * changed; a damaged one is made again. Any number of processes may use it.
 */
public final class ModelCache {
  private final Path folder;

  public ModelCache(Path folder) {
    this.folder = folder;
  }

  /** The cache of the user who runs this process. */
  public static ModelCache ofUser() {
    return new ModelCache(CacheFolder.ofUser());
  }

  /** Where it lies; made when it is first written to. */
  public Path folder() {
    return folder;
  }

  /**
   * The entry of a name; where there is none, or a damaged one, it is made.
   *
   * @param name of a file: equal only for equal content
   * @param compile writes the model to the path it is given
   */
  public Path get(String name, Consumer<Path> compile) {
    Path entry = folder.resolve("models").resolve(name);
    if (isSound(entry)) {
      return entry;
    }
    try {
      Files.createDirectories(entry.getParent());
    } catch (IOException e) {
      throw new UserException(
          "%s: the cache cannot be written: %s".formatted(folder, OutputFile.reason(e)),
          "set CNNC_CACHE to a folder that can be");
    }
    compile.accept(entry);
    return entry;
  }

  private static boolean isSound(Path entry) {
    if (!Files.exists(entry)) {
      return false;
    }
    try {
      Artifact.read(entry);
      return true;
    } catch (IOException | ArtifactException e) {
      return false;
    }
  }
}
