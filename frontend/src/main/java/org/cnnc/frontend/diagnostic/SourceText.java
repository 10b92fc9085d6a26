package org.cnnc.frontend.diagnostic;

import java.util.List;
import java.util.Optional;

/**
 * A source file that was read: its lines end with {@code \n} and it has neither a byte order mark
 * nor a NUL.
 *
 * @param file the name that its spans use: the path as the user gave it
 * @param sha256 of the file's bytes, lower-case hexadecimal
 */
public record SourceText(String file, String text, List<String> lines, String sha256) {
  public SourceText {
    lines = List.copyOf(lines);
  }

  /** A line by its number from 1, without its end. */
  public Optional<String> line(int number) {
    return number >= 1 && number <= lines.size()
        ? Optional.of(lines.get(number - 1))
        : Optional.empty();
  }
}
