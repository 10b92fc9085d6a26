package org.cnnc.runtime.artifact;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The manifest as JSON. {@code read(write(m))} equals {@code m}, and equal manifests have equal
 * bytes.
 */
public final class ManifestJson {
  /** The number of the format, first member of every manifest. */
  private static final long FORMAT = 1;

  /** The longest manifest that is read; a thousand labels take about 30 kB. */
  public static final int MAX_BYTES = 4 << 20;

  private ManifestJson() {}

  /** The manifest as UTF-8, on one line, members in the order of {@code docs/ABI.md}. */
  public static byte[] write(Manifest manifest) {
    WeightsInfo weights = manifest.weights();
    var json = new JsonWriter();
    json.beginObject();
    json.member("cnnc").number(FORMAT);
    json.member("name").string(manifest.name());
    json.member("compiler").string(manifest.compiler());
    json.member("target");
    write(json, manifest.platform());
    json.member("inputs").list(manifest.inputs(), port -> write(json, port));
    json.member("outputs").list(manifest.outputs(), port -> write(json, port));
    json.member("batch");
    writeBatch(json, manifest.anyBatch());
    json.member("workspace").number(manifest.workspaceBytes());
    json.member("weights").beginObject();
    json.member("bytes").number(weights.bytes());
    json.member("embedded").truth(weights.embedded());
    json.member("sha256").string(weights.sha256());
    json.endObject();
    json.member("source_sha256").string(manifest.sourceSha256());
    json.member("parameters").number(manifest.parameters());
    json.member("macs").number(manifest.macs());
    json.member("precision").string(manifest.precision().toString());
    if (!manifest.kernels().isEmpty()) {
      json.member("kernels").list(manifest.kernels(), kernel -> write(json, kernel));
    }
    json.endObject();
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static void write(JsonWriter json, Platform platform) {
    json.beginObject();
    json.member("arch").string(platform.arch());
    json.member("os").string(platform.os());
    json.member("cpu").string(platform.cpu());
    json.member("features").list(platform.features(), json::string);
    json.endObject();
  }

  private static void write(JsonWriter json, KernelInfo kernel) {
    json.beginObject();
    json.member("name").string(kernel.name());
    json.member("schedule").string(kernel.schedule());
    json.member("tuned").truth(kernel.tuned());
    json.member("steps").number(kernel.steps());
    json.endObject();
  }

  private static void write(JsonWriter json, Port port) {
    json.beginObject();
    json.member("name").string(port.name());
    json.member("dtype").string(port.type().toString());
    json.member("shape").beginList();
    if (port.shape().batched()) {
      json.string("N");
    }
    port.shape().dims().forEach(json::number);
    json.endList();
    port.pixels().ifPresent(pixels -> write(json.member("pixels"), pixels));
    if (!port.labels().isEmpty()) {
      json.member("labels").list(port.labels(), json::string);
    }
    json.endObject();
  }

  private static void write(JsonWriter json, Pixels pixels) {
    json.beginObject();
    json.member("format").string(pixels.format().toString());
    json.member("resize");
    pixels.resize().ifPresentOrElse(resize -> write(json, resize), json::nothing);
    json.member("crop");
    pixels
        .crop()
        .ifPresentOrElse(crop -> writeSides(json, crop.height(), crop.width()), json::nothing);
    json.member("scale");
    pixels.scale().ifPresentOrElse(json::number, json::nothing);
    json.member("mean");
    pixels.mean().ifPresentOrElse(values -> json.list(values, json::number), json::nothing);
    json.member("std");
    pixels.std().ifPresentOrElse(values -> json.list(values, json::number), json::nothing);
    json.member("folded").string(pixels.folded().toString());
    json.member("compiled").truth(pixels.isCompiled());
    json.endObject();
  }

  /** {@code "N"}, or 1 where some input or output has no batch. */
  private static void writeBatch(JsonWriter json, boolean any) {
    if (any) {
      json.string("N");
    } else {
      json.number(1);
    }
  }

  /**
   * Reads a manifest; members it does not know are ignored.
   *
   * @throws ArtifactException if the bytes are not a manifest, or one of a newer format
   */
  public static Manifest read(byte[] utf8) throws ArtifactException {
    try {
      JsonObject json = JsonObject.of("", JsonReader.read(decode(utf8)));
      long format = json.count("cnnc");
      if (format != FORMAT) {
        throw new ArtifactException(
            ArtifactException.Kind.TOO_NEW,
            "its manifest has format %d, this runtime reads %d: use a newer cnnc-runtime"
                .formatted(format, FORMAT));
      }
      return manifest(json);
    } catch (JsonException | IllegalArgumentException e) {
      throw new ArtifactException(
          ArtifactException.Kind.BAD_MANIFEST,
          "its manifest is wrong: " + e.getMessage() + "; compile the model again");
    }
  }

  private static Manifest manifest(JsonObject json) {
    JsonObject weights = json.object("weights");
    var manifest =
        new Manifest(
            json.string("name"),
            json.string("compiler"),
            platform(json.object("target")),
            json.list("inputs", ManifestJson::port),
            json.list("outputs", ManifestJson::port),
            json.count("workspace"),
            new WeightsInfo(
                weights.count("bytes"), weights.truth("embedded"), weights.string("sha256")),
            json.string("source_sha256"),
            json.count("parameters"),
            json.count("macs"),
            json.optional("precision", json::string)
                .map(text -> named(Precision.values(), text, json.place() + "precision"))
                .orElse(Precision.F32),
            json.optional("kernels", name -> json.list(name, ManifestJson::kernel))
                .orElse(List.of()));
    boolean anyBatch = json.members().values().get("batch") instanceof Json.Text;
    if (anyBatch ? !json.string("batch").equals("N") : json.count("batch") != 1) {
      throw new JsonException("`batch` is neither \"N\" nor 1");
    }
    if (anyBatch != manifest.anyBatch()) {
      throw new JsonException("`batch` does not agree with the shapes of the inputs and outputs");
    }
    return manifest;
  }

  static Platform platform(JsonObject json) {
    return new Platform(
        json.string("arch"),
        json.string("os"),
        json.string("cpu"),
        json.list("features", JsonObject::string));
  }

  private static KernelInfo kernel(String place, Json item) {
    JsonObject json = JsonObject.of(place, item);
    return new KernelInfo(
        json.string("name"), json.string("schedule"), json.truth("tuned"), json.count("steps"));
  }

  private static Port port(String place, Json item) {
    JsonObject json = JsonObject.of(place, item);
    return new Port(
        json.string("name"),
        named(ElementType.values(), json.string("dtype"), json.place() + "dtype"),
        shape(json),
        json.optional("pixels", json::object).map(ManifestJson::pixels),
        json.optional("labels", name -> json.list(name, JsonObject::string)).orElse(List.of()));
  }

  private static Shape shape(JsonObject json) {
    List<Optional<Integer>> dims =
        json.list(
            "shape",
            (place, item) ->
                item instanceof Json.Text(String text) && text.equals("N")
                    ? Optional.empty()
                    : Optional.of(JsonObject.size(place, item)));
    boolean batched = !dims.isEmpty() && dims.getFirst().isEmpty();
    List<Optional<Integer>> rest = dims.subList(batched ? 1 : 0, dims.size());
    if (rest.stream().anyMatch(Optional::isEmpty)) {
      throw new JsonException("only the first dimension of `" + json.place() + "shape` may be N");
    }
    return new Shape(batched, rest.stream().map(Optional::get).toList());
  }

  private static void write(JsonWriter json, Pixels.Resize resize) {
    switch (resize) {
      case Pixels.Resize.ShorterSide(int side) -> json.number(side);
      case Pixels.Resize.Exact(int height, int width) -> writeSides(json, height, width);
    }
  }

  private static void writeSides(JsonWriter json, int height, int width) {
    json.list(List.of(height, width), (Integer side) -> json.number((long) side));
  }

  /** One number is the shorter side, two are height and width. */
  private static Pixels.Resize resize(JsonObject json, String name) {
    List<Integer> sides = json.sizes(name);
    return sides.size() == 1
        ? new Pixels.Resize.ShorterSide(sides.getFirst())
        : new Pixels.Resize.Exact(sides.getFirst(), sides.getLast());
  }

  /** One number is a square, two are height and width. */
  private static Pixels.Crop crop(JsonObject json, String name) {
    List<Integer> sides = json.sizes(name);
    return new Pixels.Crop(sides.getFirst(), sides.getLast());
  }

  private static Pixels pixels(JsonObject json) {
    Function<String, List<Double>> reals = name -> json.list(name, JsonObject::real);
    return new Pixels(
        named(Pixels.Format.values(), json.string("format"), json.place() + "format"),
        json.optional("resize", name -> resize(json, name)),
        json.optional("crop", name -> crop(json, name)),
        json.optional("scale", json::real).map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
        json.optional("mean", reals),
        json.optional("std", reals),
        json.optional("folded", json::string)
            .map(text -> named(Pixels.Folded.values(), text, json.place() + "folded"))
            .orElse(Pixels.Folded.NONE),
        json.optional("compiled", json::truth).orElse(false));
  }

  static <E extends Enum<E>> E named(E[] constants, String text, String place) {
    for (E constant : constants) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw new JsonException("`%s` is not one of %s".formatted(place, List.of(constants)));
  }

  /** The text of at most {@link #MAX_BYTES} bytes of UTF-8. */
  static String decode(byte[] utf8) {
    if (utf8.length > MAX_BYTES) {
      throw new JsonException("it has %d bytes, more than %d".formatted(utf8.length, MAX_BYTES));
    }
    try {
      // A new decoder reports malformed input instead of replacing it.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("it is not UTF-8");
    }
  }
}
