package org.cnnc.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What was made of a model, from what, and how: a text of the options, then a line for each file,
 * with the hash of its content. A model is compiled again where any of that would now be different.
 *
 * @param file where it is written down
 * @param options of this build
 */
record State(Path file, String options) {
  static final String SUFFIX = ".state";

  private static final String INPUT = "input ";
  private static final String OUTPUT = "output ";

  /** Whether what is there is what a compilation would make. */
  boolean isUpToDate() throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    String written = Files.readString(file);
    List<Path> inputs = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    for (String line : written.lines().toList()) {
      pathOf(line, INPUT).forEach(inputs::add);
      pathOf(line, OUTPUT).forEach(outputs::add);
    }
    return written.equals(text(inputs, outputs));
  }

  void write(Collection<Path> inputs, Collection<Path> outputs) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text(inputs, outputs));
  }

  /** Removes what was made, so that nothing of an older build is left in the project. */
  void removeOutputs() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      for (Path output : pathOf(line, OUTPUT)) {
        Files.deleteIfExists(output);
      }
    }
  }

  private String text(Collection<Path> inputs, Collection<Path> outputs) throws IOException {
    StringBuilder text = new StringBuilder(options).append('\n');
    for (Path input : inputs) {
      text.append(INPUT).append(Fingerprint.of(input)).append(' ').append(input).append('\n');
    }
    for (Path output : outputs) {
      text.append(OUTPUT).append(Fingerprint.of(output)).append(' ').append(output).append('\n');
    }
    return text.toString();
  }

  /** The path of a line of this kind, or nothing. */
  private static List<Path> pathOf(String line, String kind) {
    if (!line.startsWith(kind)) {
      return List.of();
    }
    return List.of(Path.of(line.substring(line.indexOf(' ', kind.length()) + 1)));
  }
}
