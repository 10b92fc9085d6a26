package org.cnnc.runtime.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The file of a compiled model: {@code [shared library][manifest][64-byte trailer]}. */
public final class Artifact {
  /** The version of the binary interface: of the trailer, the descriptor and the call. */
  public static final int ABI_VERSION = 1;

  /** The one symbol that the library exports. */
  public static final String SYMBOL = "cnnc_model_v1";

  /** Large enough that the calls do not count, small enough to stay in the second level cache. */
  private static final int CHUNK = 256 << 10;

  private Artifact() {}

  /**
   * Makes an artifact of a shared library by appending the manifest and the trailer. The file is
   * changed in place: give it its final name afterwards, so that nobody sees half of it.
   */
  public static void append(Path library, Manifest manifest) throws IOException {
    byte[] json = ManifestJson.write(manifest);
    if (json.length > ManifestJson.MAX_BYTES) {
      throw new IllegalArgumentException("a manifest of %d bytes".formatted(json.length));
    }
    try (FileChannel file =
        FileChannel.open(library, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = file.size();
      MessageDigest sha256 = sha256();
      copy(file, size, sha256, Sink.NOWHERE);
      sha256.update(json);
      var trailer = new Trailer(size, json.length, hex(sha256));
      writeAll(file, ByteBuffer.wrap(json));
      writeAll(file, trailer.encode(Trailer.Content.ARTIFACT));
    }
  }

  /**
   * Reads the manifest after checking every byte of the file.
   *
   * @throws ArtifactException if the file is not an undamaged artifact of this ABI
   */
  public static Manifest read(Path artifact) throws IOException, ArtifactException {
    return verify(Section.whole(artifact), Optional.empty(), Sink.NOWHERE);
  }

  /**
   * What an artifact says of itself before anything but its sizes was checked: enough to choose how
   * to load it.
   *
   * @param payloadBytes of what comes before the manifest
   */
  public record Header(Manifest manifest, long payloadBytes) {}

  /**
   * Reads the end of an artifact alone.
   *
   * @throws ArtifactException if the section does not end like an artifact of this ABI
   */
  public static Header header(Section artifact) throws IOException, ArtifactException {
    try (FileChannel file = FileChannel.open(artifact.file())) {
      Trailer trailer = readTrailer(file, artifact);
      byte[] json =
          readFully(file.position(artifact.start() + trailer.payloadBytes()), trailer.jsonBytes());
      return new Header(ManifestJson.read(json), trailer.payloadBytes());
    }
  }

  /**
   * Copies the library without manifest and trailer, checks the whole section, and returns its
   * manifest. What was copied is what was checked, even if the file changes meanwhile; if this
   * throws, the copy is worthless.
   *
   * @param sha256 of the library and the manifest, where the caller knows what it must be
   * @throws ArtifactException if the section is not an undamaged artifact of this ABI, or another
   *     one
   */
  public static Manifest copyLibrary(
      Section artifact, Optional<String> sha256, WritableByteChannel target)
      throws IOException, ArtifactException {
    return verify(artifact, sha256, chunk -> writeAll(target, chunk));
  }

  /**
   * The SHA-256 of library and manifest that is written at the end of an artifact; the content is
   * not read.
   *
   * @throws ArtifactException if the file does not end like an artifact of this ABI
   */
  public static String contentHash(Path artifact) throws IOException, ArtifactException {
    Section section = Section.whole(artifact);
    try (FileChannel file = FileChannel.open(artifact)) {
      return readTrailer(file, section).sha256();
    }
  }

  /** Where the weights of a library compiled with external weights are: beside it. */
  public static Path weightsOf(Path artifact) {
    return artifact.resolveSibling(artifact.getFileName() + ".weights");
  }

  /** The SHA-256 of a file in lower-case hexadecimal digits. */
  public static String sha256(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      MessageDigest sha256 = sha256();
      copy(file, file.size(), sha256, Sink.NOWHERE);
      return hex(sha256);
    }
  }

  private static Manifest verify(Section artifact, Optional<String> expected, Sink library)
      throws IOException, ArtifactException {
    try (FileChannel file = FileChannel.open(artifact.file())) {
      Trailer trailer = readTrailer(file, artifact);
      if (expected.isPresent() && !expected.get().equals(trailer.sha256())) {
        throw new ArtifactException(
            ArtifactException.Kind.DAMAGED, "another library than the one that is expected here");
      }
      MessageDigest sha256 = sha256();
      copy(file.position(artifact.start()), trailer.payloadBytes(), sha256, library);
      byte[] json = readFully(file, trailer.jsonBytes());
      sha256.update(json);
      if (!hex(sha256).equals(trailer.sha256())) {
        throw new ArtifactException(
            ArtifactException.Kind.DAMAGED,
            "damaged: its SHA-256 is not the one at its end; copy it again or compile again");
      }
      return ManifestJson.read(json);
    }
  }

  private static Trailer readTrailer(FileChannel file, Section artifact)
      throws IOException, ArtifactException {
    return Trailer.decode(Trailer.Content.ARTIFACT, tail(file, artifact), artifact.bytes());
  }

  /** The last 64 bytes of a section, or all of a shorter one. */
  static ByteBuffer tail(FileChannel file, Section section) throws IOException {
    int bytes = (int) Math.min(section.bytes(), Trailer.BYTES);
    return ByteBuffer.wrap(
        readFully(file.position(section.start() + section.bytes() - bytes), bytes));
  }

  /** Takes the bytes of the library, chunk by chunk. */
  private interface Sink {
    Sink NOWHERE = _ -> {};

    void take(ByteBuffer chunk) throws IOException;
  }

  private static void copy(FileChannel file, long bytes, MessageDigest sha256, Sink sink)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    for (long left = bytes; left > 0; left -= chunk.limit()) {
      chunk.clear().limit((int) Math.min(left, CHUNK));
      fill(file, chunk);
      sha256.update(chunk.duplicate());
      sink.take(chunk);
    }
  }

  static byte[] readFully(FileChannel file, int count) throws IOException {
    var bytes = new byte[count];
    fill(file, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Reads until the buffer's limit, and flips it. */
  private static void fill(FileChannel file, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    buffer.flip();
  }

  static void writeAll(WritableByteChannel target, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      target.write(bytes);
    }
  }

  /** The SHA-256 of bytes in lower-case hexadecimal digits. */
  static String sha256(byte[] bytes) {
    MessageDigest sha256 = sha256();
    sha256.update(bytes);
    return hex(sha256);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
