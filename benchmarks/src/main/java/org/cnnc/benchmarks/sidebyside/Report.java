package org.cnnc.benchmarks.sidebyside;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;

/** Rows for people and for machines. */
final class Report {
  private static final double QUARTER = 0.25;
  private static final double HALF = 0.5;
  private static final double THREE_QUARTERS = 0.75;

  private Report() {}

  static void table(List<Row> rows, PrintStream out) {
    int width = rows.stream().mapToInt(row -> row.model().length()).max().orElse(0);
    width = Math.max(width, "model".length());
    String line = "%-" + width + "s %7s %10s %10s   %s%n";
    out.printf(line, "model", "threads", "ours ms", "ORT ms", "ORT/ours (quartiles)");
    for (Row row : rows) {
      Times times = row.times();
      out.printf(
          line,
          row.model(),
          row.threads(),
          "%.3f".formatted(times.ourMedian()),
          "%.3f".formatted(times.theirMedian()),
          "%.2f (%.2f-%.2f)"
              .formatted(times.ratio(HALF), times.ratio(QUARTER), times.ratio(THREE_QUARTERS)));
    }
  }

  static void json(List<Row> rows, PrintStream out) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.setIndent("  ");
    json.beginArray();
    for (Row row : rows) {
      json.beginObject();
      json.name("model").value(row.model());
      json.name("threads").value(row.threads());
      json.name("ours_ms").value(row.times().ourMedian());
      json.name("onnxruntime_ms").value(row.times().theirMedian());
      json.name("ratio").value(row.times().ratio(HALF));
      json.name("ratio_quartiles").beginArray();
      json.value(row.times().ratio(QUARTER)).value(row.times().ratio(THREE_QUARTERS));
      json.endArray();
      json.name("error").value(row.error());
      json.name("pairs").value(row.times().pairs().size());
      json.endObject();
    }
    json.endArray();
    json.close();
    out.println(text);
  }
}
