package org.cnnc.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.tensor.Tensor;

/** A SHA-256 over a sequence of named parts; parts cannot run into each other. */
final class ContentHash {
  private static final int CHUNK = 1 << 16;

  private final MessageDigest sha256;

  ContentHash() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Adds a text under a name. */
  ContentHash text(String name, String text) {
    length(name.getBytes(StandardCharsets.UTF_8));
    length(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private void length(byte[] bytes) {
    sha256.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
    sha256.update((byte) ':');
    sha256.update(bytes);
  }

  /** Adds a file's content under a name. */
  ContentHash file(String name, Path file) throws IOException {
    text(name, Long.toString(Files.size(file)));
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        sha256.update(chunk, 0, n);
      }
    }
    return this;
  }

  /** Adds the elements of a tensor. */
  ContentHash tensor(Tensor tensor) {
    tensor.addTo(sha256);
    return this;
  }

  /** Adds a jar, or every file of a folder of classes in the order of their names. */
  ContentHash code(Path jarOrFolder) throws IOException {
    if (!Files.isDirectory(jarOrFolder)) {
      return file("jar", jarOrFolder);
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(jarOrFolder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      file(jarOrFolder.relativize(file).toString(), file);
    }
    return this;
  }

  /** 64 lower-case hexadecimal digits; nothing can be added afterwards. */
  String hex() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
