package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for files on the way to a result. Closing removes it with all that is in it, and so does
 * the end of the process, such as by Ctrl-C.
 */
public final class WorkFolder implements AutoCloseable {
  /** A file that is being written can appear while its folder is emptied. */
  private static final int ATTEMPTS = 10;

  private final Path folder;
  private final Thread atExit;

  private WorkFolder(Path folder) {
    this.folder = folder;
    this.atExit = new Thread(this::deleteAtExit);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** One in the folder of the result, where there is room for that. */
  public static WorkFolder beside(Path result) throws IOException {
    return new WorkFolder(Files.createTempDirectory(result.toAbsolutePath().getParent(), ".cnnc"));
  }

  /** One where the system has its temporary files. */
  public static WorkFolder temporary() throws IOException {
    return new WorkFolder(Files.createTempDirectory("cnnc"));
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The process is ending, and deletes the folder.
      return;
    }
    delete();
  }

  private void delete() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }

  private void deleteAtExit() {
    for (int i = 0; i < ATTEMPTS && Files.exists(folder); i++) {
      try {
        delete();
      } catch (IOException | RuntimeException _) {
        // Somebody is still writing there; nobody is left to be told.
      }
    }
  }
}
