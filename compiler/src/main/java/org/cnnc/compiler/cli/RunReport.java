package org.cnnc.compiler.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.compiler.run.NpyFolder;
import org.cnnc.compiler.run.TopClasses;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.Port;

/**
 * What a run prints: a line for each image with its best classes, and the files that were written.
 */
record RunReport(ModelRun run, Model model, List<TopClasses.Row> rows, Optional<NpyFolder> folder) {
  /** A terminal's worth; files and JSON have all of them. */
  private static final int MAX_ROWS = 20;

  String asText() {
    StringBuilder text = new StringBuilder();
    rows.stream().limit(MAX_ROWS).forEach(row -> text.append(line(row)));
    if (rows.size() > MAX_ROWS) {
      text.append(
          "... and %d more; --output-dir or --json gives all%n".formatted(rows.size() - MAX_ROWS));
    }
    for (int i = 0; i < model.outputs().size(); i++) {
      Port port = model.outputs().get(i);
      if (folder.isPresent()) {
        text.append("%s: %s%n".formatted(port.name(), folder.get().files().get(i)));
      } else if (!Label.fits(port)) {
        text.append("%s: computed; --output-dir writes it%n".formatted(port));
      }
    }
    return text.toString();
  }

  private String line(TopClasses.Row row) {
    String output = model.outputs().size() > 1 ? row.output().name() + "  " : "";
    return "%s: %s%s%n"
        .formatted(
            run.name(row.image()),
            output,
            row.labels().stream()
                .map(label -> String.format(Locale.ROOT, "%s (%.4f)", label.name(), label.score()))
                .collect(Collectors.joining("  ")));
  }

  JsonObject asJson() {
    JsonObject json = new JsonObject();
    json.addProperty("model", model.name());
    json.addProperty("images", run.images());
    JsonArray outputs = new JsonArray();
    for (int i = 0; i < model.outputs().size(); i++) {
      JsonObject output = new JsonObject();
      output.addProperty("name", model.outputs().get(i).name());
      if (folder.isPresent()) {
        output.addProperty("file", folder.get().files().get(i).toString());
      }
      outputs.add(output);
    }
    json.add("outputs", outputs);
    JsonArray top = new JsonArray();
    rows.forEach(row -> top.add(asJson(row)));
    json.add("top", top);
    return json;
  }

  private JsonObject asJson(TopClasses.Row row) {
    JsonObject json = new JsonObject();
    json.addProperty("image", run.name(row.image()));
    json.addProperty("output", row.output().name());
    JsonArray classes = new JsonArray();
    for (Label label : row.labels()) {
      JsonObject each = new JsonObject();
      each.addProperty("class", label.index());
      if (label.index() < row.output().labels().size()) {
        each.addProperty("label", label.name());
      }
      each.addProperty("score", label.score());
      classes.add(each);
    }
    json.add("classes", classes);
    return json;
  }
}
