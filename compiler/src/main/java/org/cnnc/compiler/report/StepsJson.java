package org.cnnc.compiler.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.explain.ExplanationJson;
import org.cnnc.compiler.explain.Words;
import org.cnnc.compiler.measure.Profile;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.Optimized.Decision;
import org.cnnc.optimizer.schedule.Transform;

/** The steps of a program, each with its kernel, its schedule and the reasons for it. */
record StepsJson(Report report) {
  JsonArray json() {
    Labels labels = new Labels(report.explanation().optimized().graph());
    JsonArray steps = new JsonArray();
    for (int i = 0; i < report.explanation().optimized().decisions().size(); i++) {
      steps.add(step(i, labels));
    }
    return steps;
  }

  private JsonObject step(int index, Labels labels) {
    Explanation explanation = report.explanation();
    Decision decision = explanation.decision(index);
    JsonObject json = new JsonObject();
    json.addProperty("name", labels.stepName(decision));
    json.addProperty("kernel", explanation.kernel(index).name());
    json.addProperty("op", Words.chain(decision.op()));
    json.addProperty("category", Category.of(decision.op()).toString());
    json.addProperty("text", labels.text(decision.op()));
    json.addProperty("output", decision.op().resultTypes().getFirst().toString());
    json.add("layers", strings(decision.node().origin().layers()));
    json.add("places", GraphJson.places(decision.node().origin().spans()));
    json.addProperty("schedule", decision.schedule().name());
    json.add(
        "transforms",
        strings(decision.schedule().transforms().stream().map(Transform::toString).toList()));
    JsonArray reasons = new JsonArray();
    decision.schedule().reasons().forEach(r -> reasons.add(ExplanationJson.reason(r)));
    json.add("reasons", reasons);
    JsonArray fused = new JsonArray();
    for (int absorbed : explanation.absorbedBy(index)) {
      JsonObject each = new JsonObject();
      each.addProperty("node", absorbed);
      each.addProperty("layer", Explanation.layer(explanation.written().get(absorbed)));
      each.addProperty("how", Words.fate(explanation.fates().get(absorbed)));
      fused.add(each);
    }
    json.add("fused", fused);
    json.addProperty("flops", explanation.flops(index));
    json.addProperty("bytes", explanation.bytes(index));
    json.add("arguments", arguments(explanation.step(index), explanation.kernel(index)));
    report.profile().ifPresent(profile -> json.add("time", time(profile, index)));
    return json;
  }

  static JsonArray strings(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  private static JsonArray arguments(Step step, Kernel kernel) {
    JsonArray json = new JsonArray();
    for (int i = 0; i < kernel.parameters().size(); i++) {
      Buffer buffer = kernel.parameters().get(i);
      JsonObject each = new JsonObject();
      each.addProperty("role", buffer.name());
      each.addProperty("type", buffer.dtype().text() + TensorType.text(buffer.shape()));
      each.addProperty("layout", Labels.layout(buffer));
      each.addProperty("bytes", buffer.bytes());
      each.addProperty("place", place(step.arguments().get(i)));
      json.add(each);
    }
    return json;
  }

  private static String place(Place place) {
    return switch (place) {
      case Place.Input(int index) -> "input " + index;
      case Place.Output(int index) -> "output " + index;
      case Place.Weights(long offset) -> "weights + " + offset;
      case Place.Workspace(long offset) -> "workspace + " + offset;
      case Place.Gathered(long offset, long _) -> "workspace + " + offset;
    };
  }

  private static JsonObject time(Profile profile, int index) {
    Profile.StepTime time = profile.steps().get(index);
    JsonObject json = new JsonObject();
    json.addProperty("ms", time.milliseconds());
    json.addProperty("percent", profile.percent(time));
    json.addProperty("gflops", time.gflops());
    json.addProperty("gbytes", time.gigabytes());
    json.addProperty("roofline_percent", profile.rooflinePercent(time));
    return json;
  }
}
