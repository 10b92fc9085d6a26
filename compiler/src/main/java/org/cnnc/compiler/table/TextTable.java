package org.cnnc.compiler.table;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rows under a header, in columns as wide as they need. On a terminal that is narrower, texts lose
 * their middle: {@code layer1.0../conv1}.
 */
public final class TextTable {
  /** What is between two columns. */
  private static final String GAP = "  ";

  private static final String CUT = "..";

  /** Of a text that is cut, at least so much remains. */
  private static final int LEAST = 12;

  /**
   * A column.
   *
   * @param isNumber whether it is flush right, and never cut
   */
  public record Column(String title, boolean isNumber) {
    public static Column text(String title) {
      return new Column(title, false);
    }

    public static Column number(String title) {
      return new Column(title, true);
    }
  }

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
    rows.add(columns.stream().map(Column::title).toList());
  }

  /** Adds a row of as many cells as there are columns. */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.size(), columns.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * The table, each line ended by a newline.
   *
   * @param terminal how many characters a line may have, if that is limited
   */
  public String print(OptionalInt terminal) {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    terminal.ifPresent(limit -> shrink(widths, limit));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = cut(row.get(i), widths[i]);
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : GAP);
        line.append(columns.get(i).isNumber() ? padding + cell : cell + padding);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Takes from the widest text, one character at a time, until the table fits or nothing helps. */
  private void shrink(int[] widths, int limit) {
    int total = (widths.length - 1) * GAP.length();
    for (int width : widths) {
      total += width;
    }
    for (; total > limit; total--) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (!columns.get(i).isNumber() && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0 || widths[widest] <= LEAST) {
        return;
      }
      widths[widest]--;
    }
  }

  /** A text's beginning and, as names differ there, twice as much of its end. */
  private static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = (width - CUT.length()) / 3;
    int tail = width - CUT.length() - head;
    return text.substring(0, head) + CUT + text.substring(text.length() - tail);
  }
}
