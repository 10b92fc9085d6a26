package org.cnnc.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The code in {@code docs/ABI.md}. */
final class AbiDocument {
  private static final Path PAGE = Path.of("../docs/ABI.md");

  private AbiDocument() {}

  /** {@code cnnc.h}. */
  static String header() throws IOException {
    return blocks("c").get(0);
  }

  /** The program that calls a model from C. */
  static String program() throws IOException {
    return blocks("c").get(1);
  }

  static String manifest() throws IOException {
    return blocks("json").get(0);
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> block.group(1))
        .toList();
  }
}
