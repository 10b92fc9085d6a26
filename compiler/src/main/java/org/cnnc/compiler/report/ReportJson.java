package org.cnnc.compiler.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.measure.Profile;
import org.cnnc.frontend.ModelDefinition.SourceInfo;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Target;

/** All that the page shows, as the one block of data in it. */
record ReportJson(Report report) {
  JsonObject json() {
    Explanation explanation = report.explanation();
    Program program = explanation.program();
    JsonObject json = new JsonObject();
    json.addProperty("compiler", Compiler.VERSION);
    json.addProperty("model", explanation.definition().name());
    json.addProperty("doc", explanation.definition().doc());
    json.add("target", target(explanation.target()));
    json.addProperty("precision", program.storage().text());
    json.addProperty("flops", explanation.flops());
    json.addProperty("weightBytes", program.weightBytes());
    json.addProperty("workspaceBytes", program.workspaceBytes());
    json.addProperty("kernels", program.kernels().size());
    json.add("written", GraphJson.written(explanation));
    json.add("compiled", GraphJson.compiled(explanation));
    json.add("steps", new StepsJson(report).json());
    json.add("memory", memory(MemoryChart.of(program), explanation));
    json.add("weights", weights(program));
    json.add("sources", sources(explanation));
    if (report.profile().isPresent()) {
      json.add("profile", profile(report.profile().get()));
    } else {
      json.add("profile", JsonNull.INSTANCE);
    }
    return json;
  }

  private static JsonObject target(Target target) {
    JsonObject json = new JsonObject();
    json.addProperty("cpu", target.cpu());
    json.addProperty("vectorBits", target.vectorBits());
    json.addProperty("hasTiles", target.hasTiles());
    json.addProperty("vectorRegisters", target.vectorRegisters());
    json.addProperty("l2Bytes", target.l2Bytes());
    return json;
  }

  private static JsonObject memory(MemoryChart chart, Explanation explanation) {
    JsonObject json = new JsonObject();
    json.addProperty("bytes", chart.bytes());
    json.addProperty("peakBytes", chart.peakBytes());
    Labels labels = new Labels(explanation.optimized().graph());
    JsonArray blocks = new JsonArray();
    for (MemoryChart.Block block : chart.blocks()) {
      JsonObject each = new JsonObject();
      String name = labels.stepName(explanation.decision(block.step()));
      each.addProperty(
          "name", block.role().equals("y") ? name : name + " (scratch " + block.role() + ")");
      each.addProperty("step", block.step());
      each.addProperty("last", block.lastStep());
      each.addProperty("offset", block.offset());
      each.addProperty("bytes", block.bytes());
      blocks.add(each);
    }
    json.add("blocks", blocks);
    return json;
  }

  private static JsonArray weights(Program program) {
    JsonArray json = new JsonArray();
    for (PackedWeight weight : program.weights()) {
      JsonObject each = new JsonObject();
      each.addProperty("name", weight.name());
      each.addProperty("type", weight.tensor().type().toString());
      each.addProperty(
          "bytes", weight.tensor().type().elements() * weight.tensor().type().dtype().bytes());
      each.addProperty("packedBytes", weight.bytes());
      JsonArray steps = new JsonArray();
      List<Step> all = program.steps();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).arguments().contains(new Place.Weights(weight.offset()))) {
          steps.add(i);
        }
      }
      each.add("steps", steps);
      json.add(each);
    }
    return json;
  }

  private static JsonArray sources(Explanation explanation) {
    JsonArray json = new JsonArray();
    for (SourceInfo source : explanation.definition().sources()) {
      if (!source.lines().isEmpty()) {
        JsonObject each = new JsonObject();
        each.addProperty("file", source.file());
        each.add("lines", StepsJson.strings(source.lines()));
        json.add(each);
      }
    }
    return json;
  }

  private static JsonObject profile(Profile profile) {
    JsonObject json = new JsonObject();
    json.addProperty("threads", profile.threads());
    json.addProperty("runs", profile.runs());
    json.addProperty("ms", profile.milliseconds());
    json.addProperty("peakGflops", profile.peakGflops());
    json.addProperty("peakGbytes", profile.peakGigabytes());
    return json;
  }
}
