package org.cnnc.backend.opencl.execute;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.runtime.artifact.CacheFolder;
import org.cnnc.runtime.spi.DeviceInfo;

/**
 * Kernels as drivers compiled them, in the user's cache folder: one file for each source, options,
 * device and driver, {@code SHA-256 of the binary, binary}. A damaged file counts as none. A folder
 * that cannot be written only costs time.
 */
final class BinaryCache {
  private static final int HASH_BYTES = 32;

  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private BinaryCache() {}

  /** The file of a program for a device of so many compute units. */
  static Entry entry(String source, String options, DeviceInfo device, int units) {
    MessageDigest hash = sha256();
    Stream.of(
            source,
            options,
            device.name(),
            device.vendor(),
            device.driver(),
            device.version(),
            Integer.toString(units))
        .forEach(
            text -> {
              hash.update(text.getBytes(StandardCharsets.UTF_8));
              hash.update((byte) 0);
            });
    String key = HexFormat.of().formatHex(hash.digest());
    return new Entry(CacheFolder.ofUser().resolve("opencl").resolve(key + ".bin"));
  }

  /** One program. */
  record Entry(Path file) {
    /** The binary, if it is there and whole. */
    Optional<byte[]> read() {
      try {
        byte[] content = Files.readAllBytes(file);
        if (content.length < HASH_BYTES) {
          return Optional.empty();
        }
        byte[] binary = Arrays.copyOfRange(content, HASH_BYTES, content.length);
        return MessageDigest.isEqual(sha256().digest(binary), Arrays.copyOf(content, HASH_BYTES))
            ? Optional.of(binary)
            : Optional.empty();
      } catch (IOException _) {
        return Optional.empty();
      }
    }

    /** Keeps a binary, in the place of what is there. */
    void write(byte[] binary) {
      try {
        Path folder = file.getParent();
        if (!Files.isDirectory(folder)) {
          Files.createDirectories(folder.getParent());
          Files.createDirectory(folder, OWNERS_FOLDER);
        }
        Path draft = Files.createTempFile(folder, ".cnnc", ".tmp", OWNERS_FILE);
        try {
          byte[] hash = sha256().digest(binary);
          byte[] content = Arrays.copyOf(hash, HASH_BYTES + binary.length);
          System.arraycopy(binary, 0, content, HASH_BYTES, binary.length);
          Files.write(draft, content);
          Files.move(
              draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(draft);
        }
      } catch (IOException _) {
        // The next start compiles again, which is all that is lost.
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
