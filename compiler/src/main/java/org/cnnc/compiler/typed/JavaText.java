package org.cnnc.compiler.typed;

import java.util.ArrayList;
import java.util.List;

/** Lines of Java source, indented by two blanks a level. */
final class JavaText {
  private static final int COLUMNS = 100;

  private final StringBuilder text = new StringBuilder();
  private String indent = "";

  /** Adds lines as they are. */
  JavaText code(String lines) {
    lines.lines().forEach(this::line);
    return this;
  }

  /** Adds an empty line. */
  JavaText blank() {
    line("");
    return this;
  }

  JavaText indent() {
    indent += "  ";
    return this;
  }

  JavaText unindent() {
    indent = indent.substring(2);
    return this;
  }

  /** Adds a paragraph of a documentation comment, broken into lines. */
  JavaText doc(String paragraph) {
    for (String line : broken(escaped(paragraph), COLUMNS - indent.length() - "/// ".length())) {
      line("/// " + line);
    }
    return this;
  }

  /** Adds lines of a documentation comment, broken where they are. */
  JavaText docLines(String lines) {
    escaped(lines).lines().forEach(line -> line(line.isBlank() ? "///" : "/// " + line));
    return this;
  }

  /** Java reads a backslash and a u in comments, too, as the beginning of a character's number. */
  private static String escaped(String comment) {
    return comment.replace("\\u", "&#92;u");
  }

  private static List<String> broken(String paragraph, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : paragraph.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private void line(String line) {
    text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** A string literal. */
  static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }
}
