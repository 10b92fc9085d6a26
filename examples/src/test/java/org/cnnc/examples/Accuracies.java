package org.cnnc.examples;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** How often each of two builds is right, in percent, as {@code cnnc compare --labels} says it. */
record Accuracies(double a, double b) {
  /** Those of a model's only output of classes. */
  static Accuracies of(String json) {
    JsonObject classes =
        JsonParser.parseString(json)
            .getAsJsonObject()
            .getAsJsonArray("classes")
            .get(0)
            .getAsJsonObject();
    return new Accuracies(top1(classes, "a"), top1(classes, "b"));
  }

  private static double top1(JsonObject classes, String build) {
    return classes.getAsJsonObject(build).get("top1").getAsDouble();
  }
}
