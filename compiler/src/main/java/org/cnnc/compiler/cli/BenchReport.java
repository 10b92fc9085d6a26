package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.cnnc.compiler.measure.Bench;
import org.cnnc.compiler.table.TextTable;

/** What a bench prints: a line for each number of threads. */
record BenchReport(Bench bench, List<Bench.Row> rows) {
  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  String asText() {
    TextTable table =
        new TextTable(
            List.of(
                TextTable.Column.number("threads"),
                TextTable.Column.number("median ms"),
                TextTable.Column.number("p10 ms"),
                TextTable.Column.number("p90 ms"),
                TextTable.Column.number("direct GFLOP/s"),
                TextTable.Column.number("peak GFLOP/s"),
                TextTable.Column.number("% of peak")));
    for (Bench.Row row : rows) {
      table.add(
          List.of(
              Integer.toString(row.threads()),
              number("%.4f", row.milliseconds().median()),
              number("%.4f", row.milliseconds().quantile(LOW)),
              number("%.4f", row.milliseconds().quantile(HIGH)),
              number("%.1f", row.gflops()),
              number("%.1f", row.peakGflops()),
              number("%.1f", row.peakPercent())));
    }
    return "%s for %s, batch %d\n\n%s"
        .formatted(
            bench.model().name(),
            bench.model().manifest().platform().cpu(),
            bench.batch(),
            table.print(Terminal.columns()));
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  JsonObject asJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model", bench.model().name());
    json.addProperty("cpu", bench.model().manifest().platform().cpu());
    json.addProperty("batch", bench.batch());
    json.addProperty("macs", bench.model().manifest().macs());
    JsonArray results = new JsonArray();
    rows.forEach(row -> results.add(asJson(row)));
    json.add("results", results);
    return json;
  }

  private static JsonObject asJson(Bench.Row row) {
    JsonObject json = new JsonObject();
    json.addProperty("threads", row.threads());
    json.addProperty("median_ms", row.milliseconds().median());
    json.addProperty("p10_ms", row.milliseconds().quantile(LOW));
    json.addProperty("p90_ms", row.milliseconds().quantile(HIGH));
    json.addProperty("gflops", row.gflops());
    json.addProperty("peak_gflops", row.peakGflops());
    json.addProperty("peak_percent", row.peakPercent());
    json.addProperty("samples", row.milliseconds().count());
    return json;
  }
}
