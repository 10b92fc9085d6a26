package org.cnnc.runtime.artifact;

import static org.cnnc.runtime.artifact.ArtifactException.Kind.DAMAGED;
import static org.cnnc.runtime.artifact.ArtifactException.Kind.NOT_AN_ARTIFACT;
import static org.cnnc.runtime.artifact.ArtifactException.Kind.TOO_NEW;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The last 64 bytes of an artifact, little endian: the magic, u32 ABI version, u32 zero, u64 bytes
 * of the library, u64 bytes of the manifest, and the SHA-256 of these two.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
record ArtifactTrailer(long libraryBytes, int manifestBytes, String sha256) {
  static final int BYTES = 64;

  private static final byte[] MAGIC = "CNNCLIB1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 32;

  ByteBuffer encode() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(Artifact.ABI_VERSION)
        .putInt(0)
        .putLong(libraryBytes)
        .putLong(manifestBytes)
        .put(HexFormat.of().parseHex(sha256))
        .flip();
  }

  /**
   * Reads a trailer and checks all of it but the hash.
   *
   * @param tail the last 64 bytes of the file, or all of a shorter file
   * @param fileBytes the size of the whole file
   */
  static ArtifactTrailer decode(ByteBuffer tail, long fileBytes) throws ArtifactException {
    var magic = new byte[MAGIC.length];
    if (tail.remaining() == BYTES) {
      tail.order(ByteOrder.LITTLE_ENDIAN).get(magic);
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw new ArtifactException(
          NOT_AN_ARTIFACT,
          "not a compiled model, or its end is missing; make one with `cnnc compile`");
    }
    int abi = tail.getInt();
    if (abi != Artifact.ABI_VERSION) {
      throw new ArtifactException(
          TOO_NEW,
          "compiled for ABI %s, this runtime has ABI %d: use the cnnc-runtime of that compiler"
              .formatted(Integer.toUnsignedString(abi), Artifact.ABI_VERSION));
    }
    int reserved = tail.getInt();
    long libraryBytes = tail.getLong();
    long manifestBytes = tail.getLong();
    // Written so that no hostile size can wrap: both are in 0..fileBytes before they are added.
    boolean plausible =
        reserved == 0
            && libraryBytes >= 0
            && libraryBytes <= fileBytes
            && manifestBytes >= 0
            && manifestBytes <= ManifestJson.MAX_BYTES
            && libraryBytes + manifestBytes + BYTES == fileBytes;
    if (!plausible) {
      throw new ArtifactException(
          DAMAGED, "damaged: the sizes at its end are not those of the file; copy it again");
    }
    var hash = new byte[HASH_BYTES];
    tail.get(hash);
    return new ArtifactTrailer(libraryBytes, (int) manifestBytes, HexFormat.of().formatHex(hash));
  }
}
