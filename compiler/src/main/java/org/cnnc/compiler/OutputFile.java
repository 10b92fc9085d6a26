package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is complete or not there: it is written beside its final place, and renamed at the
 * end. Closing without {@link #commit} leaves nothing behind, and what was there before as it was.
 */
public final class OutputFile implements AutoCloseable {
  private final Path file;
  private final Path draft;

  private OutputFile(Path file, Path draft) {
    this.file = file;
    this.draft = draft;
  }

  /**
   * Begins a file; its folder must exist.
   *
   * @throws UserException where nothing can be written there
   */
  public static OutputFile of(Path file) {
    Path folder = checkPlace(file);
    try {
      return new OutputFile(file, Files.createTempFile(folder, ".cnnc", ".tmp"));
    } catch (IOException e) {
      throw new UserException("%s: cannot be written here: %s".formatted(file, reason(e)));
    }
  }

  /**
   * The folder of a file that is to be written.
   *
   * @throws UserException where there is none, or the file is a folder itself
   */
  static Path checkPlace(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException("%s: no such folder".formatted(folder == null ? file : folder));
    }
    if (Files.isDirectory(file)) {
      throw new UserException("%s: is a folder".formatted(file));
    }
    return folder;
  }

  /** Where to write until {@link #commit}: an empty file in the same folder. */
  public Path draft() {
    return draft;
  }

  /**
   * Gives the file its name, replacing what had it.
   *
   * @throws UserException where that cannot be done
   */
  public void commit() {
    try {
      // Temporary files are the owner's alone; results are as readable as any other file.
      draft.toFile().setReadable(true, false);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, reason(e)));
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new UserException("%s: cannot be removed: %s".formatted(draft, reason(e)));
    }
  }

  /** Why an operation on a file failed, without the file's name, which messages begin with. */
  public static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "no such file or folder";
      case java.nio.file.AccessDeniedException _ -> "no permission";
      case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
