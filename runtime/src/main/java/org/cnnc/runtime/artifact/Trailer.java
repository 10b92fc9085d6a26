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
 * The last 64 bytes of an artifact or a bundle, little endian: the magic, u32 version, u32 zero,
 * u64 bytes of the payload, u64 bytes of the JSON behind it, and a SHA-256.
 *
 * @param sha256 of payload and JSON, or of a bundle's JSON alone: 64 lower-case hexadecimal digits
 */
record Trailer(long payloadBytes, int jsonBytes, String sha256) {
  static final int BYTES = 64;

  private static final int MAGIC_BYTES = 8;
  private static final int HASH_BYTES = 32;

  /** What a file is. */
  enum Content {
    /** A library, or kernels, with its manifest. */
    ARTIFACT("CNNCLIB1", "a compiled model"),
    /** Artifacts with their index. */
    BUNDLE("CNNCBDL1", "a bundle of compiled models");

    private final byte[] magic;
    private final String text;

    Content(String magic, String text) {
      this.magic = magic.getBytes(StandardCharsets.US_ASCII);
      this.text = text;
    }
  }

  ByteBuffer encode(Content content) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(content.magic)
        .putInt(Artifact.ABI_VERSION)
        .putInt(0)
        .putLong(payloadBytes)
        .putLong(jsonBytes)
        .put(HexFormat.of().parseHex(sha256))
        .flip();
  }

  /**
   * Whether a file ends as content of a kind does.
   *
   * @param tail the last 64 bytes of the file, or all of a shorter file
   */
  static boolean isOf(Content content, ByteBuffer tail) {
    var magic = new byte[MAGIC_BYTES];
    if (tail.remaining() == BYTES) {
      tail.get(tail.position(), magic);
    }
    return Arrays.equals(magic, content.magic);
  }

  /**
   * Reads a trailer and checks all of it but the hash.
   *
   * @param tail the last 64 bytes of the file, or all of a shorter file
   * @param fileBytes the size of the whole file
   */
  static Trailer decode(Content content, ByteBuffer tail, long fileBytes) throws ArtifactException {
    if (!isOf(content, tail)) {
      throw new ArtifactException(
          NOT_AN_ARTIFACT,
          "not %s, or its end is missing; make one with `cnnc compile`".formatted(content.text));
    }
    tail.order(ByteOrder.LITTLE_ENDIAN).position(tail.position() + MAGIC_BYTES);
    int abi = tail.getInt();
    if (abi != Artifact.ABI_VERSION) {
      throw new ArtifactException(
          TOO_NEW,
          "compiled for ABI %s, this runtime has ABI %d: use the cnnc-runtime of that compiler"
              .formatted(Integer.toUnsignedString(abi), Artifact.ABI_VERSION));
    }
    int reserved = tail.getInt();
    long payloadBytes = tail.getLong();
    long jsonBytes = tail.getLong();
    // Written so that no hostile size can wrap: both are in 0..fileBytes before they are added.
    boolean plausible =
        reserved == 0
            && payloadBytes >= 0
            && payloadBytes <= fileBytes
            && jsonBytes >= 0
            && jsonBytes <= ManifestJson.MAX_BYTES
            && payloadBytes + jsonBytes + BYTES == fileBytes;
    if (!plausible) {
      throw new ArtifactException(
          DAMAGED, "damaged: the sizes at its end are not those of the file; copy it again");
    }
    var hash = new byte[HASH_BYTES];
    tail.get(hash);
    return new Trailer(payloadBytes, (int) jsonBytes, HexFormat.of().formatHex(hash));
  }
}
