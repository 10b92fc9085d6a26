package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.cnnc.compiler.measure.Profile;
import org.cnnc.compiler.measure.Profile.StepTime;
import org.cnnc.compiler.table.TextTable;

/** What a profile prints: a line for each kernel that a run calls. */
record ProfileReport(Profile profile) {
  String asText() {
    TextTable table =
        new TextTable(
            List.of(
                TextTable.Column.number("ms"),
                TextTable.Column.number("%"),
                TextTable.Column.number("direct GFLOP/s"),
                TextTable.Column.number("bytes"),
                TextTable.Column.number("GB/s"),
                TextTable.Column.number("% of roofline"),
                TextTable.Column.text("kernel"),
                TextTable.Column.text("layer")));
    profile.steps().stream()
        .sorted(Comparator.comparingDouble(StepTime::milliseconds).reversed())
        .forEach(step -> table.add(row(step)));
    return String.format(
        Locale.ROOT,
        "%s for %s, threads: %d, %.4f ms; peaks: %.1f GFLOP/s, %.1f GB/s%n%n%s",
        profile.model(),
        profile.cpu(),
        profile.threads(),
        profile.milliseconds(),
        profile.peakGflops(),
        profile.peakGigabytes(),
        table.print(Terminal.columns()));
  }

  private List<String> row(StepTime step) {
    return List.of(
        number("%.4f", step.milliseconds()),
        number("%.1f", profile.percent(step)),
        step.flops() == 0 ? "-" : number("%.1f", step.gflops()),
        String.format(Locale.ROOT, "%,d", step.bytes()),
        number("%.1f", step.gigabytes()),
        number("%.0f", profile.rooflinePercent(step)),
        step.kernel(),
        step.origin().toString());
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }

  /** Kernels in the order of a run. */
  JsonObject asJson() {
    JsonObject json = new JsonObject();
    json.addProperty("threads", profile.threads());
    json.addProperty("runs", profile.runs());
    json.addProperty("median_ms", profile.milliseconds());
    json.addProperty("peak_gflops", profile.peakGflops());
    json.addProperty("peak_gbytes", profile.peakGigabytes());
    JsonArray kernels = new JsonArray();
    profile.steps().forEach(step -> kernels.add(asJson(step)));
    json.add("kernels", kernels);
    return json;
  }

  private JsonObject asJson(StepTime step) {
    JsonObject json = new JsonObject();
    json.addProperty("kernel", step.kernel());
    JsonArray layers = new JsonArray();
    step.origin().layers().forEach(layers::add);
    json.add("layers", layers);
    json.add(
        "place",
        step.origin().spans().isEmpty()
            ? JsonNull.INSTANCE
            : new JsonPrimitive(step.origin().spans().getFirst().toString()));
    json.addProperty("median_ms", step.milliseconds());
    json.addProperty("percent", profile.percent(step));
    json.addProperty("gflops", step.gflops());
    json.addProperty("bytes", step.bytes());
    json.addProperty("gbytes", step.gigabytes());
    json.addProperty("roofline_percent", profile.rooflinePercent(step));
    return json;
  }
}
