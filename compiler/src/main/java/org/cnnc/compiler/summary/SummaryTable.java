package org.cnnc.compiler.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cnnc.ir.program.Port;

/** A summary as text: a table with a line for each layer, then the totals. */
public final class SummaryTable {
  private static final List<String> HEADER =
      List.of("layer", "op", "output", "parameters", "MACs", "receptive field");

  /** From here on columns hold numbers, and are flush right. */
  private static final int FIRST_NUMBER = 3;

  private SummaryTable() {}

  /** The table, each line ended by a newline. */
  public static String print(Summary summary) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    summary.layers().forEach(layer -> rows.add(row(layer)));
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(summary.model()).append('\n');
    summary.inputs().forEach(port -> text.append("  input  ").append(line(port)));
    summary.outputs().forEach(port -> text.append("  output ").append(line(port)));
    text.append('\n');
    rows.forEach(row -> text.append(align(row, widths)).append('\n'));
    text.append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "%,d parameters (%,d bytes as f32), %,d multiply-accumulates an image%n",
            summary.parameters(),
            summary.parameters() * Float.BYTES,
            summary.macs()));
    return text.toString();
  }

  private static String line(Port port) {
    return "%s: %s\n".formatted(port.name(), port.type());
  }

  private static List<String> row(Layer layer) {
    return List.of(
        layer.name().isEmpty() ? "-" : layer.name(),
        layer.op(),
        layer.output().toString(),
        count(layer.parameters()),
        count(layer.macs()),
        text(layer.field()));
  }

  private static String count(long number) {
    return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
  }

  private static String text(ReceptiveField field) {
    return switch (field) {
      case ReceptiveField.None _ -> "-";
      case ReceptiveField.Whole _ -> "all";
      case ReceptiveField.Local _, ReceptiveField.Scattered _ ->
          extent(field.height()) + "x" + extent(field.width());
    };
  }

  /** Upsampling makes fields that are no whole number of elements; they touch one more. */
  private static String extent(double elements) {
    return Long.toString((long) Math.ceil(elements));
  }

  private static String align(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      cells.add(column < FIRST_NUMBER ? row.get(column) + padding : padding + row.get(column));
    }
    return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
  }
}
