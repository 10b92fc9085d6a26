package org.cnnc.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** Tells whether files are the same as before. */
final class Fingerprint {
  /** Of a file that is not there. */
  private static final String MISSING = "-";

  private static final int CHUNK = 1 << 16;

  private Fingerprint() {}

  /** The SHA-256 of a file's content. */
  static String of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return MISSING;
    }
    MessageDigest sha256 = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sha256.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Of the compiler: its own jars by their content, released ones by their names. */
  static String ofJars(Collection<Path> jars) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path jar : jars) {
      String name = jar.getFileName().toString();
      text.append("jar ").append(name.startsWith("cnnc-") ? of(jar) : "").append(name).append('\n');
    }
    return text.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
