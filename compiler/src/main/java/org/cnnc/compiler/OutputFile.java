package org.cnnc.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is complete or not there: it is written in a folder beside its final place, and
 * renamed at the end. Closing without {@link #commit}, or the end of the process, leaves nothing
 * behind, and what was there before as it was.
 */
public final class OutputFile implements AutoCloseable {
  private final Path file;
  private final WorkFolder work;

  private OutputFile(Path file, WorkFolder work) {
    this.file = file;
    this.work = work;
  }

  /**
   * Begins a file; its folder must exist. Where a link leads to a file, that file is replaced.
   *
   * @throws UserException where nothing can be written there
   */
  public static OutputFile of(Path file) {
    checkPlace(file);
    try {
      boolean isLink = Files.isSymbolicLink(file) && Files.exists(file);
      Path target = isLink ? file.toRealPath() : file;
      return new OutputFile(target, WorkFolder.beside(target));
    } catch (IOException e) {
      throw new UserException("%s: cannot be written here: %s".formatted(file, reason(e)));
    }
  }

  /**
   * Sees whether a file can be written where it is to be.
   *
   * @throws UserException where there is none, or where what is there is no file: the rename would
   *     put one in the place of a folder or of a device
   */
  static void checkPlace(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserException("%s: no such folder".formatted(folder == null ? file : folder));
    }
    if (Files.isDirectory(file)) {
      throw new UserException("%s: is a folder".formatted(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException("%s: is no file that can be replaced".formatted(file));
    }
  }

  /** Where to write until {@link #commit}; nothing is there yet. */
  public Path draft() {
    return work.folder().resolve(file.getFileName());
  }

  /**
   * Gives the file its name, replacing what had it.
   *
   * @throws UserException where that cannot be done
   */
  public void commit() {
    try {
      Path draft = draft();
      // What a linker makes is the owner's alone; results are as readable as any other file.
      draft.toFile().setReadable(true, false);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, reason(e)));
    }
  }

  @Override
  public void close() {
    try {
      work.close();
    } catch (IOException e) {
      throw new UserException("%s: cannot be removed: %s".formatted(work.folder(), reason(e)));
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
