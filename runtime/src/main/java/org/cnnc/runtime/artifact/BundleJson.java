package org.cnnc.runtime.artifact;

import java.nio.charset.StandardCharsets;
import org.cnnc.runtime.artifact.Bundle.Library;

/** The index of a bundle as JSON. {@code read(write(b))} equals {@code b}. */
public final class BundleJson {
  /** The number of the format, first member of every index. */
  private static final long FORMAT = 1;

  private BundleJson() {}

  /** The index as UTF-8, on one line. */
  public static byte[] write(Bundle bundle) {
    var json = new JsonWriter();
    json.beginObject();
    json.member("cnnc").number(FORMAT);
    json.member("model").string(bundle.model());
    json.member("libraries").list(bundle.libraries(), library -> write(json, library));
    json.endObject();
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonWriter json, Library library) {
    json.beginObject();
    json.member("file").string(library.file());
    json.member("bytes").number(library.bytes());
    json.member("sha256").string(library.sha256());
    json.member("target");
    ManifestJson.write(json, library.platform());
    json.endObject();
  }

  /**
   * Reads an index; members it does not know are ignored.
   *
   * @throws ArtifactException if the bytes are not an index, or one of a newer format
   */
  public static Bundle read(byte[] utf8) throws ArtifactException {
    try {
      JsonObject json = JsonObject.of("", JsonReader.read(ManifestJson.decode(utf8)));
      long format = json.count("cnnc");
      if (format != FORMAT) {
        throw new ArtifactException(
            ArtifactException.Kind.TOO_NEW,
            "its index has format %d, this runtime reads %d: use a newer cnnc-runtime"
                .formatted(format, FORMAT));
      }
      return new Bundle(json.string("model"), json.list("libraries", BundleJson::library));
    } catch (JsonException | IllegalArgumentException e) {
      throw new ArtifactException(
          ArtifactException.Kind.BAD_MANIFEST,
          "its index is wrong: " + e.getMessage() + "; package the model again");
    }
  }

  private static Library library(String place, Json item) {
    JsonObject json = JsonObject.of(place, item);
    return new Library(
        json.string("file"),
        json.count("bytes"),
        json.string("sha256"),
        ManifestJson.platform(json.object("target")));
  }
}
