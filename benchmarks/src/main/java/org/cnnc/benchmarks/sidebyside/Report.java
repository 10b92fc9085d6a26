package org.cnnc.benchmarks.sidebyside;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.compiler.table.TextTable;

/** Rows for people and for machines. */
record Report(List<Rival> rivals, List<Row> rows) {
  private static final String ABSENT = "-";
  private static final String MEAN = "geometric mean";

  Report {
    rivals = List.copyOf(rivals);
    rows = List.copyOf(rows);
  }

  /** A line for each row, then the means, then what is absent and why. */
  void table(PrintStream out) {
    TextTable table = new TextTable(columns());
    rows.forEach(row -> table.add(cells(row)));
    if (rows.stream().map(Row::model).distinct().count() > 1) {
      threads().forEach(threads -> table.add(means(threads)));
    }
    out.print(table.print(OptionalInt.empty()));
    problems().forEach(out::println);
  }

  /** Whether no engine's outputs differ from ours. */
  boolean agree() {
    return rows.stream()
        .flatMap(row -> row.results().stream())
        .noneMatch(Row.Disagrees.class::isInstance);
  }

  private List<TextTable.Column> columns() {
    List<TextTable.Column> columns = new ArrayList<>();
    columns.add(TextTable.Column.text("model"));
    columns.add(TextTable.Column.number("threads"));
    columns.add(TextTable.Column.number("ours ms"));
    for (Rival rival : rivals) {
      columns.add(TextTable.Column.number(rival.title() + " ms"));
      columns.add(TextTable.Column.number("ratio (quartiles)"));
    }
    if (rivals.size() > 1) {
      columns.add(TextTable.Column.number("best rival / ours"));
    }
    return columns;
  }

  private List<String> cells(Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.model());
    cells.add(String.valueOf(row.threads()));
    cells.add(milliseconds(row.ourMedian()));
    for (Rival rival : rivals) {
      Optional<Times> times = row.times(rival);
      cells.add(times.map(t -> milliseconds(t.theirMedian())).orElse(ABSENT));
      cells.add(times.map(Report::spread).orElse(ABSENT));
    }
    if (rivals.size() > 1) {
      cells.add(row.leastRatio().map(Report::ratio).orElse(ABSENT));
    }
    return cells;
  }

  private List<String> means(int threads) {
    List<String> cells = new ArrayList<>(List.of(MEAN, String.valueOf(threads), ""));
    for (Rival rival : rivals) {
      cells.add("");
      cells.add(mean(threads, row -> row.times(rival).map(Times::medianRatio)));
    }
    if (rivals.size() > 1) {
      cells.add(mean(threads, Row::leastRatio));
    }
    return cells;
  }

  private String mean(int threads, Function<Row, Optional<Double>> number) {
    OptionalDouble mean = geometricMean(threads, number);
    return mean.isPresent() ? ratio(mean.getAsDouble()) : ABSENT;
  }

  /** Of the rows of so many threads that have the number; empty where none has. */
  OptionalDouble geometricMean(int threads, Function<Row, Optional<Double>> number) {
    OptionalDouble logarithm =
        rows.stream()
            .filter(row -> row.threads() == threads)
            .map(number)
            .flatMap(Optional::stream)
            .mapToDouble(Math::log)
            .average();
    return logarithm.isPresent() ? OptionalDouble.of(Math.exp(logarithm.getAsDouble())) : logarithm;
  }

  private List<Integer> threads() {
    return rows.stream().map(Row::threads).distinct().toList();
  }

  /** Why a cell is empty, a line each; engines give the same reason for every number of threads. */
  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Row row : rows) {
      for (Row.Result result : row.results()) {
        switch (result) {
          case Row.Measured _ -> {}
          case Row.Refused r -> problems.add("%s: %s".formatted(row.model(), r.reason()));
          case Row.Disagrees r ->
              problems.add(
                  "%s: %s does not agree: %s"
                      .formatted(row.model(), r.rival().title(), r.difference()));
        }
      }
    }
    return problems.stream().distinct().toList();
  }

  private static String spread(Times times) {
    return "%s (%s-%s)"
        .formatted(
            ratio(times.medianRatio()), ratio(times.lowerQuartile()), ratio(times.upperQuartile()));
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  /** Three digits that mean something. */
  private static String milliseconds(double time) {
    return String.format(Locale.ROOT, time < 1 ? "%.4f" : time < 10 ? "%.2f" : "%.1f", time);
  }

  /** An object for each row, in an array. */
  void json(PrintStream out) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.setIndent("  ");
    json.beginArray();
    for (Row row : rows) {
      json.beginObject();
      json.name("model").value(row.model());
      json.name("threads").value(row.threads());
      json.name("ours_ms").value(row.ourMedian());
      json.name("pairs").value(row.ours().size());
      json.name("rivals").beginArray();
      for (Row.Result result : row.results()) {
        json(result, json);
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
    json.close();
    out.println(text);
  }

  private static void json(Row.Result result, JsonWriter json) throws IOException {
    json.beginObject();
    json.name("rival").value(result.rival().toString());
    switch (result) {
      case Row.Measured r -> {
        json.name("ms").value(r.times().theirMedian());
        json.name("ratio").value(r.times().medianRatio());
        json.name("ratio_quartiles").beginArray();
        json.value(r.times().lowerQuartile()).value(r.times().upperQuartile());
        json.endArray();
        json.name("error").value(r.spent());
      }
      case Row.Refused r -> json.name("refused").value(r.reason());
      case Row.Disagrees r -> json.name("disagrees").value(r.difference());
    }
    json.endObject();
  }
}
