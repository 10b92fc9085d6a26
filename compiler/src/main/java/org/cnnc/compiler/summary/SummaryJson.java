package org.cnnc.compiler.summary;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.tensor.TensorType;

/**
 * A summary for machines: {@code model}, {@code parameters}, {@code macs}, {@code inputs}, {@code
 * outputs} and {@code layers}. Shapes are arrays whose first element may be {@code "N"}; a
 * receptive field is {@code [rows, columns]}, {@code "all"} or null.
 */
public final class SummaryJson {
  private SummaryJson() {}

  public static JsonObject of(Summary summary) {
    JsonObject json = new JsonObject();
    json.addProperty("model", summary.model());
    json.addProperty("parameters", summary.parameters());
    json.addProperty("macs", summary.macs());
    json.add("inputs", ports(summary.inputs()));
    json.add("outputs", ports(summary.outputs()));
    JsonArray layers = new JsonArray();
    summary.layers().forEach(layer -> layers.add(of(layer)));
    json.add("layers", layers);
    return json;
  }

  private static JsonObject of(Layer layer) {
    JsonObject json = new JsonObject();
    json.addProperty("name", layer.name());
    json.addProperty("op", layer.op());
    json.addProperty("dtype", layer.output().dtype().text());
    json.add("shape", shape(layer.output()));
    json.addProperty("parameters", layer.parameters());
    json.addProperty("macs", layer.macs());
    json.add("receptive_field", of(layer.field()));
    return json;
  }

  private static JsonArray ports(List<Port> ports) {
    JsonArray json = new JsonArray();
    for (Port port : ports) {
      JsonObject each = new JsonObject();
      each.addProperty("name", port.name());
      each.addProperty("dtype", port.type().dtype().text());
      each.add("shape", shape(port.type()));
      json.add(each);
    }
    return json;
  }

  private static JsonArray shape(TensorType type) {
    JsonArray json = new JsonArray();
    for (int dim : type.dims()) {
      json.add(dim == TensorType.BATCH ? new JsonPrimitive("N") : new JsonPrimitive(dim));
    }
    return json;
  }

  private static JsonElement of(ReceptiveField field) {
    return switch (field) {
      case ReceptiveField.None _ -> JsonNull.INSTANCE;
      case ReceptiveField.Whole _ -> new JsonPrimitive("all");
      case ReceptiveField.Local(double height, double width) -> {
        JsonArray size = new JsonArray();
        size.add((long) Math.ceil(height));
        size.add((long) Math.ceil(width));
        yield size;
      }
    };
  }
}
