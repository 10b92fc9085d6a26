package org.cnnc.runtime.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.cnnc.runtime.artifact.Bundle.Library;

/**
 * One model compiled for several machines, in one file: {@code [artifact]...[index][64-byte
 * trailer]}. {@code docs/ABI.md} is its contract.
 *
 * @param index names the artifacts in the order in which they lie in the file
 */
public record BundleFile(Path file, Bundle index) {
  /** How names of such files end. */
  public static final String SUFFIX = ".cnnb";

  /** Whether a file ends as a bundle does; what it holds may be damaged all the same. */
  public static boolean isAt(Path file) throws IOException {
    Section section = Section.whole(file);
    try (FileChannel channel = FileChannel.open(file)) {
      return Trailer.isOf(Trailer.Content.BUNDLE, Artifact.tail(channel, section));
    }
  }

  /**
   * Reads the index of a bundle. The artifacts are not read, each has a hash of its own.
   *
   * @throws ArtifactException if the file is no bundle of this format, or its index is damaged
   */
  public static BundleFile read(Path file) throws IOException, ArtifactException {
    Section section = Section.whole(file);
    try (FileChannel channel = FileChannel.open(file)) {
      Trailer trailer =
          Trailer.decode(Trailer.Content.BUNDLE, Artifact.tail(channel, section), section.bytes());
      byte[] json =
          Artifact.readFully(channel.position(trailer.payloadBytes()), trailer.jsonBytes());
      if (!Artifact.sha256(json).equals(trailer.sha256())) {
        throw damaged("its SHA-256 is not the one at its end");
      }
      Bundle index = BundleJson.read(json);
      long left = trailer.payloadBytes();
      for (Library library : index.libraries()) {
        // Compared before it is subtracted, so that nothing can wrap.
        if (library.bytes() > left) {
          throw damaged("its parts are longer than the file");
        }
        left -= library.bytes();
      }
      if (left != 0) {
        throw damaged("its parts are shorter than the file");
      }
      return new BundleFile(file, index);
    }
  }

  private static ArtifactException damaged(String reason) {
    return new ArtifactException(
        ArtifactException.Kind.DAMAGED,
        "damaged: %s; copy it again or compile again".formatted(reason));
  }

  /**
   * Writes a bundle to a file that holds nothing else yet.
   *
   * @param artifacts in the order of the index
   */
  public static void write(Path file, Bundle index, List<Path> artifacts) throws IOException {
    byte[] json = BundleJson.write(index);
    try (FileChannel target =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (Path artifact : artifacts) {
        try (FileChannel source = FileChannel.open(artifact)) {
          long size = source.size();
          for (long at = 0; at < size; ) {
            at += source.transferTo(at, size - at, target);
          }
        }
      }
      Trailer trailer = new Trailer(target.position(), json.length, Artifact.sha256(json));
      Artifact.writeAll(target, ByteBuffer.wrap(json));
      Artifact.writeAll(target, trailer.encode(Trailer.Content.BUNDLE));
    }
  }

  /** Where an artifact of the index lies. */
  public Section section(Library library) {
    long start = 0;
    for (Library before : index.libraries()) {
      if (before.equals(library)) {
        return new Section(file, start, library.bytes());
      }
      start += before.bytes();
    }
    throw new IllegalArgumentException("%s is not in %s".formatted(library.file(), file));
  }
}
