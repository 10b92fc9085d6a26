package org.cnnc.runtime;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static org.cnnc.runtime.ModelLoadException.Kind.DAMAGED;
import static org.cnnc.runtime.ModelLoadException.Kind.MISSING_CPU_FEATURES;
import static org.cnnc.runtime.ModelLoadException.Kind.NOT_MAPPABLE;
import static org.cnnc.runtime.ModelLoadException.Kind.TOO_NEW;
import static org.cnnc.runtime.ModelLoadException.Kind.UNREADABLE;
import static org.cnnc.runtime.ModelLoadException.Kind.WRONG_MACHINE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cnnc.runtime.ModelLoadException.Kind;
import org.cnnc.runtime.artifact.ArtifactException;
import org.cnnc.runtime.artifact.Bundle;
import org.cnnc.runtime.artifact.Bundle.Library;
import org.cnnc.runtime.artifact.BundleJson;
import org.cnnc.runtime.artifact.ManifestJson;
import org.cnnc.runtime.internal.Host;
import org.cnnc.runtime.internal.LibraryCache;
import org.cnnc.runtime.internal.MemoryFile;

/**
 * Loads the library of a bundle that suits this machine best. It is kept unpacked in a cache, by
 * the hash of its content; what is loaded from there is a copy in memory whose hash was compared
 * with the bundle's, so that nobody who can write to the cache can make a process run other code.
 * Where no cache can be written, the library is unpacked into memory.
 *
 * @param index the name of the bundle's index, named in every message
 */
record BundleLoader(String index, Resources resources, Host host, LibraryCache cache) {
  private static final Logger LOGGER = System.getLogger("org.cnnc.runtime");

  /**
   * Loads it.
   *
   * @param device as {@link Model#load(Path, String)} has it
   */
  Model load(String device) {
    Library library = new LibraryChoice(index, readIndex(), host).choose(device);
    Path entry = cache.entry(library.sha256());
    if (Files.isRegularFile(entry)) {
      try {
        Model model = loader(entry, entry.toString(), library).load(device);
        LOGGER.log(DEBUG, () -> "%s, unpacked in %s".formatted(chosen(library), entry));
        return model;
      } catch (ModelLoadException e) {
        if (!isOtherContent(e.kind())) {
          throw e;
        }
        // Not what was put there, or no longer.
        LOGGER.log(WARNING, () -> e.getMessage() + "; it is unpacked again, and replaced");
      }
    }
    return unpack(library, device);
  }

  private static boolean isOtherContent(Kind kind) {
    return switch (kind) {
      case UNREADABLE, NOT_A_MODEL, DAMAGED, TOO_NEW -> true;
      case WRONG_MACHINE, MISSING_CPU_FEATURES, NOT_MAPPABLE -> false;
    };
  }

  private Loader loader(Path file, String shown, Library library) {
    return Loader.of(file, host, shown, Optional.of(library.sha256()));
  }

  private Bundle readIndex() {
    try (InputStream in = open(index)) {
      return BundleJson.read(in.readNBytes(ManifestJson.MAX_BYTES + 1));
    } catch (IOException e) {
      throw failure(UNREADABLE, Loader.reason(e));
    } catch (ArtifactException e) {
      throw failure(e.kind() == ArtifactException.Kind.TOO_NEW ? TOO_NEW : DAMAGED, e.getMessage());
    }
  }

  private InputStream open(String name) throws IOException {
    InputStream in = resources.open(name);
    if (in == null) {
      throw failure(
          UNREADABLE,
          "no resource `%s` beside the class: package it with the class".formatted(name));
    }
    return in;
  }

  private Model unpack(Library library, String device) {
    try (LibraryCache.Draft draft = cache.draft()) {
      copy(library, draft.file());
      Model model = loader(draft.file(), shown(library), library).load(device);
      // Only what was checked is kept. Should that fail, the next process unpacks it again.
      boolean isKept = draft.keepAs(library.sha256());
      LOGGER.log(
          DEBUG,
          () ->
              "%s, unpacked now%s"
                  .formatted(
                      chosen(library),
                      isKept ? " into " + cache.folder() : ", but could not be kept"));
      return model;
    } catch (IOException e) {
      LOGGER.log(
          DEBUG,
          () ->
              "%s, unpacked into memory, as the cache cannot be written: %s"
                  .formatted(chosen(library), Loader.reason(e)));
      return unpackIntoMemory(library, device);
    }
  }

  private String chosen(Library library) {
    return "%s: %s for %s".formatted(index, library.file(), library.platform().cpu());
  }

  private Model unpackIntoMemory(Library library, String device) {
    try (MemoryFile copy = Loader.createMemoryFile(shown(library))) {
      copy(library, copy.path());
      return loader(copy.path(), shown(library), library).load(device);
    } catch (IOException e) {
      throw failure(UNREADABLE, library.file() + ": " + Loader.reason(e));
    }
  }

  private String shown(Library library) {
    return index + ": " + library.file();
  }

  private void copy(Library library, Path target) throws IOException {
    try (InputStream in = open(library.file());
        OutputStream out = Files.newOutputStream(target)) {
      in.transferTo(out);
    }
  }

  private ModelLoadException failure(Kind kind, String message) {
    return new ModelLoadException(kind, index + ": " + message);
  }
}
