package org.cnnc.runtime.artifact;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.cnnc.runtime.artifact.GoldenTest.Comparison;
import org.cnnc.runtime.artifact.GoldenTest.Expectation;
import org.cnnc.runtime.artifact.GoldenTest.Given;

/**
 * The tests of a model as bytes: a u32, little endian, of the length of the JSON that follows, and
 * then the data, to which the JSON refers by offset and length. {@code read(write(t))} equals
 * {@code t}.
 */
public final class GoldenTestFile {
  private static final long FORMAT = 1;

  private GoldenTestFile() {}

  public static byte[] write(List<GoldenTest> tests) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    var json = new JsonWriter();
    json.beginObject();
    json.member("cnnc").number(FORMAT);
    json.member("tests").list(tests, test -> write(json, test, data));
    json.endObject();
    byte[] header = json.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + header.length + data.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(header.length)
        .put(header)
        .put(data.toByteArray())
        .array();
  }

  private static void write(JsonWriter json, GoldenTest test, ByteArrayOutputStream data) {
    json.beginObject();
    json.member("title").string(test.title());
    json.member("inputs")
        .list(
            test.inputs(),
            given -> {
              json.beginObject();
              json.member("input").string(given.input());
              write(json, given.data(), data);
              json.endObject();
            });
    json.member("expect").list(test.expectations(), each -> write(json, each, data));
    json.endObject();
  }

  private static void write(JsonWriter json, Expectation expectation, ByteArrayOutputStream data) {
    json.beginObject();
    json.member("place").string(expectation.place());
    json.member("output").string(expectation.output());
    switch (expectation) {
      case Expectation.TopClass(_, _, int index) -> json.member("top1").number((long) index);
      case Expectation.Element(_, _, long element, String index, var comparison, double bound) -> {
        json.member("element").number(element);
        json.member("index").string(index);
        json.member("comparison").string(comparison.toString());
        json.member("bound").number(bound);
      }
      case Expectation.Close(_, _, ByteBuffer expected, double atol) -> {
        json.member("atol").number(atol);
        write(json, expected, data);
      }
    }
    json.endObject();
  }

  private static void write(JsonWriter json, ByteBuffer bytes, ByteArrayOutputStream data) {
    json.member("offset").number((long) data.size());
    json.member("bytes").number((long) bytes.remaining());
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    data.writeBytes(copy);
  }

  /**
   * Reads tests.
   *
   * @throws ArtifactException if the bytes are no such file, or one of a newer format
   */
  public static List<GoldenTest> read(byte[] file) throws ArtifactException {
    try {
      int header = file.length < Integer.BYTES ? -1 : buffer(file, 0, Integer.BYTES).getInt();
      if (header < 0 || header > file.length - Integer.BYTES) {
        throw new JsonException("it ends too early");
      }
      int start = Integer.BYTES + header;
      byte[] text = Arrays.copyOfRange(file, Integer.BYTES, start);
      JsonObject json = JsonObject.of("", JsonReader.read(ManifestJson.decode(text)));
      if (json.count("cnnc") != FORMAT) {
        throw new ArtifactException(
            ArtifactException.Kind.TOO_NEW, "a newer cnnc wrote it: use a newer cnnc-runtime");
      }
      return json.list("tests", (place, item) -> test(JsonObject.of(place, item), file, start));
    } catch (JsonException | IllegalArgumentException e) {
      throw new ArtifactException(
          ArtifactException.Kind.BAD_MANIFEST,
          "the tests are damaged: " + e.getMessage() + "; package the model again");
    }
  }

  private static GoldenTest test(JsonObject json, byte[] file, int start) {
    return new GoldenTest(
        json.string("title"),
        json.list(
            "inputs",
            (place, item) -> {
              JsonObject given = JsonObject.of(place, item);
              return new Given(given.string("input"), data(given, file, start));
            }),
        json.list("expect", (place, item) -> expectation(JsonObject.of(place, item), file, start)));
  }

  private static Expectation expectation(JsonObject json, byte[] file, int start) {
    String place = json.string("place");
    String output = json.string("output");
    if (json.members().values().containsKey("top1")) {
      return new Expectation.TopClass(place, output, Math.toIntExact(json.count("top1")));
    }
    if (json.members().values().containsKey("element")) {
      return new Expectation.Element(
          place,
          output,
          json.count("element"),
          json.string("index"),
          ManifestJson.named(Comparison.values(), json.string("comparison"), "comparison"),
          json.real("bound"));
    }
    return new Expectation.Close(place, output, data(json, file, start), json.real("atol"));
  }

  private static ByteBuffer data(JsonObject json, byte[] file, int start) {
    long offset = json.count("offset");
    long bytes = json.count("bytes");
    long room = (long) file.length - start;
    if (offset > room || bytes > room - offset) {
      throw new JsonException("it ends too early");
    }
    return buffer(file, start + (int) offset, (int) bytes);
  }

  private static ByteBuffer buffer(byte[] file, int offset, int bytes) {
    // A slice, whose order is its own.
    return ByteBuffer.wrap(file).slice(offset, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
