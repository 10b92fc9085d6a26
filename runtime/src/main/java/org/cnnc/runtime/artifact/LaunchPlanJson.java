package org.cnnc.runtime.artifact;

/** A launch plan as JSON: {@code read(write(p))} equals {@code p}. */
final class LaunchPlanJson {
  private LaunchPlanJson() {}

  static String write(LaunchPlan plan) {
    var json = new JsonWriter();
    json.beginObject();
    json.member("launches").list(plan.launches(), launch -> write(json, launch));
    plan.whole().ifPresent(whole -> write(json, whole));
    json.endObject();
    return json.toString();
  }

  private static void write(JsonWriter json, LaunchPlan.Whole whole) {
    json.member("whole");
    json.beginObject();
    json.member("kernel").string(whole.kernel());
    json.endObject();
  }

  private static void write(JsonWriter json, LaunchPlan.Launch launch) {
    json.beginObject();
    json.member("kernel").string(launch.kernel());
    json.member("step").number((long) launch.step());
    json.member("global").list(launch.global(), n -> json.number((long) n));
    json.member("local").list(launch.local(), n -> json.number((long) n));
    json.member("local_bytes").number(launch.localBytes());
    json.member("buffers").list(launch.buffers(), place -> write(json, place));
    json.member("values").list(launch.values(), n -> json.number((long) n));
    json.endObject();
  }

  private static void write(JsonWriter json, LaunchPlan.Place place) {
    json.beginObject();
    switch (place) {
      case LaunchPlan.Place.Input(int index) -> write(json, "input", index);
      case LaunchPlan.Place.Output(int index) -> write(json, "output", index);
      case LaunchPlan.Place.Weights(long offset) -> write(json, "weights", offset);
      case LaunchPlan.Place.Workspace(long offset) -> write(json, "workspace", offset);
    }
    json.endObject();
  }

  private static void write(JsonWriter json, String in, long at) {
    json.member("in").string(in);
    json.member("at").number(at);
  }

  /**
   * Reads a plan.
   *
   * @throws JsonException if it is none
   * @throws IllegalArgumentException if a launch is none
   */
  static LaunchPlan read(String text) {
    JsonObject json = JsonObject.of("", JsonReader.read(text));
    return new LaunchPlan(
        json.list("launches", LaunchPlanJson::launch),
        json.optional("whole", json::object)
            .map(whole -> new LaunchPlan.Whole(whole.string("kernel"))));
  }

  private static LaunchPlan.Launch launch(String place, Json item) {
    JsonObject json = JsonObject.of(place, item);
    return new LaunchPlan.Launch(
        json.string("kernel"),
        Math.toIntExact(json.count("step")),
        json.list("global", JsonObject::size),
        json.list("local", JsonObject::size),
        json.count("local_bytes"),
        json.list("buffers", LaunchPlanJson::place),
        json.list("values", JsonObject::size));
  }

  private static LaunchPlan.Place place(String place, Json item) {
    JsonObject json = JsonObject.of(place, item);
    long at = json.count("at");
    return switch (json.string("in")) {
      case "input" -> new LaunchPlan.Place.Input(Math.toIntExact(at));
      case "output" -> new LaunchPlan.Place.Output(Math.toIntExact(at));
      case "weights" -> new LaunchPlan.Place.Weights(at);
      case "workspace" -> new LaunchPlan.Place.Workspace(at);
      default -> throw new JsonException("`" + place + ".in` is no place");
    };
  }
}
