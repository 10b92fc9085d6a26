package org.cnnc.compiler.explain;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.ir.program.Program;
import org.cnnc.optimizer.Optimized.Decision;
import org.cnnc.optimizer.cpu.Choice;
import org.cnnc.optimizer.cpu.Reason;
import org.cnnc.optimizer.cpu.RegisterTile;

/**
 * An explanation for machines: {@code model}, {@code cpu}, {@code precision}, the totals, {@code
 * inputs}, each with what is {@code folded} of its pixels, and {@code lines}, each with {@code
 * place}, {@code text}, the {@code steps} that compute it and {@code others}, its operators without
 * a step of their own.
 */
public final class ExplanationJson {
  private final Explanation explanation;

  private ExplanationJson(Explanation explanation) {
    this.explanation = explanation;
  }

  public static JsonObject of(Explanation explanation) {
    return new ExplanationJson(explanation).json();
  }

  private JsonObject json() {
    Program program = explanation.program();
    JsonObject json = new JsonObject();
    json.addProperty("model", program.name());
    json.addProperty("cpu", explanation.target().cpu());
    json.addProperty("precision", program.storage().text());
    json.addProperty("flops", explanation.flops());
    json.addProperty("weight_bytes", program.weightBytes());
    json.addProperty("workspace_bytes", program.workspaceBytes());
    JsonArray inputs = new JsonArray();
    explanation.definition().inputs().forEach(input -> inputs.add(input(input)));
    json.add("inputs", inputs);
    JsonArray lines = new JsonArray();
    SourceLine.of(explanation).forEach(line -> lines.add(line(line)));
    json.add("lines", lines);
    return json;
  }

  private static JsonObject input(InputSpec input) {
    JsonObject json = new JsonObject();
    json.addProperty("name", input.name());
    input
        .pixels()
        .ifPresent(
            pixels ->
                json.addProperty("folded", pixels.folded().toString().toLowerCase(Locale.ROOT)));
    return json;
  }

  private JsonObject line(SourceLine line) {
    JsonObject json = new JsonObject();
    json.addProperty("place", line.place());
    json.addProperty("text", line.text());
    JsonArray steps = new JsonArray();
    line.steps().forEach(step -> steps.add(step(step)));
    json.add("steps", steps);
    JsonArray others = new JsonArray();
    line.others().forEach(i -> others.add(other(i)));
    json.add("others", others);
    return json;
  }

  private JsonObject step(int step) {
    Decision decision = explanation.decision(step);
    JsonObject json = new JsonObject();
    json.addProperty("step", step);
    json.add("layers", strings(decision.node().origin().layers()));
    json.addProperty("op", Words.chain(decision.op()));
    json.addProperty("output", decision.op().resultTypes().getFirst().toString());
    json.addProperty("kernel", explanation.kernel(step).name());
    json.addProperty("schedule", decision.schedule().name());
    json.add("bfloat16", strings(explanation.inBfloat16(step)));
    json.addProperty("flops", explanation.flops(step));
    json.addProperty("bytes", explanation.bytes(step));
    JsonArray fused = new JsonArray();
    explanation.absorbedBy(step).forEach(i -> fused.add(other(i)));
    json.add("fused", fused);
    JsonArray reasons = new JsonArray();
    decision.schedule().reasons().forEach(reason -> reasons.add(reason(reason)));
    json.add("reasons", reasons);
    return json;
  }

  private static JsonArray strings(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  /** A written operator that has no step of its own. */
  private JsonObject other(int written) {
    JsonObject json = new JsonObject();
    json.addProperty("layer", Explanation.layer(explanation.written().get(written)));
    switch (explanation.fates().get(written)) {
      case Fate.Computed _ -> json.addProperty("fate", "computed");
      case Fate.Absorbed(int step, String into, String pass) -> {
        json.addProperty("fate", "absorbed");
        json.addProperty("step", step);
        json.addProperty("into", into);
        json.addProperty("pass", pass);
      }
      case Fate.InPlace _ -> json.addProperty("fate", "in-place");
      case Fate.Removed(String pass) -> {
        json.addProperty("fate", "removed");
        json.addProperty("pass", pass);
      }
    }
    return json;
  }

  /** A reason; {@code text} is what people are told. */
  public static JsonObject reason(Reason reason) {
    JsonObject json = new JsonObject();
    json.addProperty("text", Words.reason(reason));
    switch (reason) {
      case Reason.Inapplicable(String alternative, String because) -> {
        json.addProperty("kind", "inapplicable");
        json.addProperty("alternative", alternative);
        json.addProperty("because", because);
      }
      case Reason.Known(Choice chosen, Choice model) -> {
        json.addProperty("kind", "known");
        json.addProperty("chosen", chosen.name());
        json.addProperty("model", model.name());
      }
      case Reason.Algorithms weighed -> {
        json.addProperty("kind", "algorithms");
        json.addProperty("chosen", weighed.isWinograd() ? "winograd" : "direct");
        json.addProperty("direct", weighed.direct());
        json.addProperty("winograd", weighed.winograd());
        json.addProperty("min_gain", weighed.minGain());
      }
      case Reason.Units weighed -> {
        json.addProperty("kind", "units");
        json.addProperty("chosen", weighed.isInTiles() ? "tiles" : "vectors");
        json.addProperty("tiles", weighed.tiles());
        json.addProperty("vectors", weighed.vectors());
      }
      case Reason.Tiling(RegisterTile chosen, List<RegisterTile.Candidate> candidates) -> {
        json.addProperty("kind", "tiling");
        json.addProperty("chosen", chosen.toString());
        JsonArray all = new JsonArray();
        for (RegisterTile.Candidate candidate : candidates) {
          JsonObject each = new JsonObject();
          each.addProperty("tile", candidate.tile().toString());
          each.addProperty("cost", candidate.cost());
          all.add(each);
        }
        json.add("candidates", all);
      }
    }
    return json;
  }
}
