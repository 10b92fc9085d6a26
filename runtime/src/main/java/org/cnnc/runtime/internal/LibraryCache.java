package org.cnnc.runtime.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacked libraries in a folder, each under the hash of its content. Any number of processes may
 * use it at once: a file is written under a name of its own, and gets its final name when it is
 * complete. It vouches for nothing: who takes a file from it checks its hash.
 *
 * @param folder need not be there; what is made in it is the user's alone
 */
public record LibraryCache(Path folder) {
  /** Where the library of this hash is, if it is there. */
  public Path entry(String sha256) {
    return folder.resolve(sha256);
  }

  /**
   * Begins a file.
   *
   * @throws IOException where nothing can be written
   */
  public Draft draft() throws IOException {
    Files.createDirectories(folder, ownersAlone());
    // Temporary files are readable and writable by their owner alone.
    return new Draft(this, Files.createTempFile(folder, "unpacking", ".tmp"));
  }

  private static FileAttribute<?>[] ownersAlone() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** A file that is being written; closing it removes it, unless it was kept. */
  public record Draft(LibraryCache cache, Path file) implements AutoCloseable {
    /**
     * Gives the file its name, at once; what had the name is replaced.
     *
     * @return whether that was possible
     */
    public boolean keepAs(String sha256) {
      try {
        Files.move(
            file,
            cache.entry(sha256),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (IOException _) {
        return false;
      }
    }

    /** Removes the file. One that cannot be removed does no harm but to take room. */
    @Override
    public void close() {
      file.toFile().delete();
    }
  }
}
