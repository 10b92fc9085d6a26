package org.cnnc.benchmarks.kernel;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.cnnc.compiler.measure.KernelBench;
import org.cnnc.compiler.measure.Samples;
import org.cnnc.compiler.table.TextTable;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;

/** Kernels that were measured, for people. */
final class KernelTable {

  private KernelTable() {}

  static String of(List<KernelBench.Row> rows) {
    TextTable table =
        new TextTable(
            List.of(
                TextTable.Column.text("convolution"),
                TextTable.Column.text("schedule"),
                TextTable.Column.number("weights KiB"),
                TextTable.Column.number("ms"),
                TextTable.Column.number("GFLOP/s"),
                TextTable.Column.number("% of peak"),
                TextTable.Column.number("% of allowed")));
    for (KernelBench.Row row : rows) {
      table.add(
          List.of(
              name(row.conv()),
              row.schedule(),
              Long.toString(row.weightBytes() >> 10),
              String.format(Locale.ROOT, "%.4f", row.milliseconds().median()),
              String.format(Locale.ROOT, "%.1f", row.gflops()),
              percents(row.peakParts()),
              percents(row.allowedParts())));
    }
    return table.print(OptionalInt.empty());
  }

  /** {@code 3x3 s2 256x14x14 to 512x7x7}. */
  static String name(Conv2d conv) {
    TensorType weight = conv.weight().type();
    Window window = conv.window();
    String stride =
        window.strideH() == 1 && window.strideW() == 1
            ? ""
            : window.strideH() == window.strideW()
                ? " s" + window.strideH()
                : " s%dx%d".formatted(window.strideH(), window.strideW());
    String groups = conv.groups() == 1 ? "" : " g" + conv.groups();
    return "%dx%d%s%s %s to %s"
        .formatted(
            weight.dim(2),
            weight.dim(3),
            stride,
            groups,
            image(conv.input().type()),
            image(conv.resultTypes().getFirst()));
  }

  private static String image(TensorType type) {
    return "%dx%dx%d".formatted(type.dim(1), type.dim(2), type.dim(3));
  }

  private static String percents(Samples parts) {
    return String.format(
        Locale.ROOT,
        "%.1f (%.1f-%.1f)",
        100 * parts.median(),
        100 * parts.lowerQuartile(),
        100 * parts.upperQuartile());
  }
}
