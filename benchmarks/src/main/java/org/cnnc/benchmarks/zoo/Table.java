package org.cnnc.benchmarks.zoo;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows for people, each as it comes, and for machines. */
final class Table {
  private static final double GIGA = 1e9;

  private final String line;
  private final PrintStream out;

  /**
   * @param models those that will have a row
   */
  Table(List<ZooModel> models, PrintStream out) {
    int width = models.stream().mapToInt(model -> model.title().length()).max().orElse(0);
    this.line = "%-" + Math.max(width, "model".length()) + "s %12s %8s %9s %9s %9s %9s  %s%n";
    this.out = out;
  }

  void header() {
    out.printf(
        line, "model", "parameters", "GMACs", "compile s", "abs error", "rel error", "cosine", "");
  }

  void row(Row row) {
    String verdict = row.problem().map(problem -> "FAIL: " + problem).orElse("ok");
    switch (row) {
      case Row.Compared r ->
          out.printf(
              line,
              r.model(),
              text("%,d", r.parameters()),
              text("%.3f", r.macs() / GIGA),
              text("%.1f", r.compileSeconds()),
              text("%.1e", r.absolute()),
              text("%.1e", r.relative()),
              text("%.6f", r.cosine()),
              verdict);
      case Row.Stopped r -> out.printf(line, r.model(), "-", "-", "-", "-", "-", "-", verdict);
    }
    out.flush();
  }

  private static String text(String format, Object number) {
    return String.format(Locale.ROOT, format, number);
  }

  /** All rows as a JSON array. */
  static void json(List<Row> rows, PrintStream out) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.setIndent("  ");
    json.beginArray();
    for (Row row : rows) {
      json.beginObject();
      json.name("model").value(row.model());
      json.name("ok").value(row.problem().isEmpty());
      json.name("problem").value(row.problem().orElse(null));
      if (row instanceof Row.Compared r) {
        json.name("parameters").value(r.parameters());
        json.name("macs").value(r.macs());
        json.name("compile_seconds").value(r.compileSeconds());
        json.name("absolute_error").value(finite(r.absolute()));
        json.name("relative_error").value(finite(r.relative()));
        json.name("cosine").value(finite(r.cosine()));
      }
      json.endObject();
    }
    json.endArray();
    json.close();
    out.println(text);
  }

  /** JSON has no NaN. */
  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }
}
