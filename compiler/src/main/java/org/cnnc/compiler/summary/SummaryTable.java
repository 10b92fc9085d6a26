package org.cnnc.compiler.summary;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.cnnc.compiler.table.TextTable;
import org.cnnc.ir.program.Port;

/** A summary as text: a table with a line for each layer, then the totals. */
public final class SummaryTable {
  private static final List<TextTable.Column> COLUMNS =
      List.of(
          TextTable.Column.text("layer"),
          TextTable.Column.text("op"),
          TextTable.Column.text("output"),
          TextTable.Column.number("parameters"),
          TextTable.Column.number("MACs"),
          TextTable.Column.number("receptive field"));

  private SummaryTable() {}

  /**
   * The table, each line ended by a newline.
   *
   * @param terminal how many characters its lines may have, if that is limited
   */
  public static String print(Summary summary, OptionalInt terminal) {
    TextTable table = new TextTable(COLUMNS);
    summary.layers().forEach(layer -> table.add(row(layer)));
    StringBuilder text = new StringBuilder();
    text.append(summary.model()).append('\n');
    summary.inputs().forEach(port -> text.append("  input  ").append(line(port)));
    summary.outputs().forEach(port -> text.append("  output ").append(line(port)));
    text.append('\n');
    text.append(table.print(terminal));
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
      case ReceptiveField.Local(double height, double width) ->
          extent(height) + "x" + extent(width);
    };
  }

  /** Upsampling makes fields that are no whole number of elements; they touch one more. */
  private static String extent(double elements) {
    return Long.toString((long) Math.ceil(elements));
  }
}
