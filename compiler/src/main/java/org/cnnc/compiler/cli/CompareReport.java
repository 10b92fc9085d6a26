package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cnnc.compiler.compare.Classification;
import org.cnnc.compiler.compare.Comparison;
import org.cnnc.compiler.compare.Comparison.Compared;
import org.cnnc.compiler.compare.Difference;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.compiler.table.TextTable;
import org.cnnc.compiler.table.TextTable.Column;

/**
 * What a comparison prints: a row for each layer and output, and what follows of them.
 *
 * @param missed the bars that were missed
 */
record CompareReport(
    Comparison comparison, ModelRun a, ModelRun b, ComparisonBars bars, List<String> missed) {

  /**
   * As a table and sentences.
   *
   * @param optionsA the first build's own options
   */
  String asText(String optionsA, String optionsB) {
    StringBuilder text = new StringBuilder();
    text.append(build("a", a, optionsA)).append(build("b", b, optionsB));
    text.append(images()).append('\n').append(table());
    missing(text, "a", comparison.onlyA());
    missing(text, "b", comparison.onlyB());
    text.append('\n').append(first());
    comparison.classifications().forEach(each -> text.append(classes(each)));
    missed.forEach(line -> text.append(line("missed: %s", line)));
    return text.toString();
  }

  private static String build(String side, ModelRun run, String options) {
    String platform = run.model().manifest().platform().cpu();
    return line(
        "%s: %s for %s%s",
        side, run.model().name(), platform, options.isBlank() ? "" : ", " + options.strip());
  }

  private String images() {
    long images = comparison.images();
    return images == 1
        ? line("1 image: %s", a.name(0))
        : line("%,d images: %s to %s", images, a.name(0), a.name(images - 1));
  }

  private String table() {
    TextTable table =
        new TextTable(
            List.of(
                Column.text("layer"),
                Column.text("result"),
                Column.number("max error"),
                Column.number("of scale"),
                Column.number("rms"),
                Column.number("cosine")));
    for (Compared tensor : comparison.tensors()) {
      Difference difference = tensor.difference();
      table.add(
          List.of(
              tensor.isLayer() ? tensor.name() : "output " + tensor.name(),
              tensor.shape().toString(),
              number("%.3g", difference.maxError()),
              number("%.3g", difference.relativeError()),
              number("%.3g", difference.rms()),
              number("%.6f", difference.cosine())));
    }
    return table.print(Terminal.columns());
  }

  private static void missing(StringBuilder text, String side, List<String> names) {
    if (!names.isEmpty()) {
      text.append(line("only in %s: %s", side, String.join(", ", names)));
    }
  }

  private String first() {
    Optional<Compared> first = comparison.firstAbove(bars.threshold());
    if (first.isEmpty()) {
      return line("every error is at most %s of its scale", bars.threshold());
    }
    Difference difference = first.get().difference();
    return line(
        "first error above %s of its scale: %s, %.3g in %s",
        bars.threshold(),
        first.get().name(),
        difference.relativeError(),
        a.name(difference.worstImage()));
  }

  private static String classes(Classification each) {
    String same =
        line(
            "%s: both find the same class first in %,d of %,d images, %.2f %%",
            each.output(), each.same(), each.images(), each.agreement());
    return each.a().isEmpty()
        ? same
        : same
            + accuracy("a", each, each.a().orElseThrow())
            + accuracy("b", each, each.b().orElseThrow());
  }

  private static String accuracy(String side, Classification of, Classification.Accuracy accuracy) {
    return line(
        "%s: %s is right in %.2f %%, among its first five in %.2f %%",
        of.output(), side, of.percent(accuracy.top1()), of.percent(accuracy.top5()));
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments) + System.lineSeparator();
  }

  private static String number(String format, double number) {
    return number == 0 ? "0" : String.format(Locale.ROOT, format, number);
  }

  JsonObject asJson(String optionsA, String optionsB) {
    JsonObject json = new JsonObject();
    json.add("a", asJson(a, optionsA));
    json.add("b", asJson(b, optionsB));
    json.addProperty("images", comparison.images());
    JsonArray layers = new JsonArray();
    JsonArray outputs = new JsonArray();
    for (Compared tensor : comparison.tensors()) {
      (tensor.isLayer() ? layers : outputs).add(asJson(tensor));
    }
    json.add("layers", layers);
    json.add("outputs", outputs);
    json.add("only_in_a", texts(comparison.onlyA()));
    json.add("only_in_b", texts(comparison.onlyB()));
    comparison
        .firstAbove(bars.threshold())
        .ifPresent(first -> json.addProperty("first_above_threshold", first.name()));
    JsonArray classes = new JsonArray();
    comparison.classifications().forEach(each -> classes.add(asJson(each)));
    json.add("classes", classes);
    json.add("missed", texts(missed));
    return json;
  }

  private static JsonObject asJson(ModelRun run, String options) {
    JsonObject json = new JsonObject();
    json.addProperty("model", run.model().name());
    json.addProperty("cpu", run.model().manifest().platform().cpu());
    json.addProperty("options", options);
    return json;
  }

  private JsonObject asJson(Compared tensor) {
    Difference difference = tensor.difference();
    JsonObject json = new JsonObject();
    json.addProperty("name", tensor.name());
    json.addProperty("shape", tensor.shape().toString());
    json.addProperty("max_error", difference.maxError());
    json.addProperty("worst_image", a.name(difference.worstImage()));
    json.addProperty("scale", difference.scale());
    json.addProperty("relative_error", difference.relativeError());
    json.addProperty("rms", difference.rms());
    json.addProperty("cosine", difference.cosine());
    return json;
  }

  private static JsonObject asJson(Classification each) {
    JsonObject json = new JsonObject();
    json.addProperty("output", each.output());
    json.addProperty("agreement", each.agreement());
    each.a().ifPresent(accuracy -> json.add("a", asJson(each, accuracy)));
    each.b().ifPresent(accuracy -> json.add("b", asJson(each, accuracy)));
    return json;
  }

  private static JsonObject asJson(Classification of, Classification.Accuracy accuracy) {
    JsonObject json = new JsonObject();
    json.addProperty("top1", of.percent(accuracy.top1()));
    json.addProperty("top5", of.percent(accuracy.top5()));
    return json;
  }

  private static JsonArray texts(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.stream().map(JsonPrimitive::new).forEach(array::add);
    return array;
  }
}
