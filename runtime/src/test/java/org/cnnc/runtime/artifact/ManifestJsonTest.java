package org.cnnc.runtime.artifact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cnnc.runtime.artifact.ArtifactException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  static final Manifest MANIFEST =
      new Manifest(
          "LeNet5",
          "cnnc 0.1.0",
          new Platform("x86-64", "linux", "znver4", List.of("fma", "avx2", "fma")),
          List.of(
              new Port(
                  "image",
                  ElementType.F32,
                  Shape.ofBatch(3, 224, 224),
                  Optional.of(
                      new Pixels(
                          Pixels.Format.RGB,
                          Optional.of(new Pixels.Resize.ShorterSide(256)),
                          Optional.of(new Pixels.Crop(224, 192)),
                          OptionalDouble.of(1 / 255.0),
                          Optional.of(List.of(0.485, 0.456, 0.406)),
                          Optional.empty(),
                          Pixels.Folded.FACTOR,
                          true)),
                  List.of())),
          List.of(
              new Port(
                  "scores",
                  ElementType.F32,
                  Shape.ofBatch(3),
                  Optional.empty(),
                  List.of("a \"tench\"", "Kühe\n", "C:\\")),
              Port.of("top", ElementType.I64, Shape.ofBatch())),
          12345,
          new WeightsInfo(247_000, true, HASH),
          HASH,
          61_706,
          416_520,
          Precision.BF16,
          List.of(
              new KernelInfo("conv2d_k3s1_64x56x56_winograd_6x4", "winograd_6x4", true, 3),
              new KernelInfo("softmax_1000_plain", "plain", false, 1)));

  @Test
  void writesTheKeysInOrder() {
    assertEquals(
        """
        {"cnnc":1,"name":"LeNet5","compiler":"cnnc 0.1.0",\
        "target":{"arch":"x86-64","os":"linux","cpu":"znver4","features":["avx2","fma"]},\
        "inputs":[{"name":"image","dtype":"f32","shape":["N",3,224,224],"pixels":\
        {"format":"rgb","resize":256,"crop":[224,192],"scale":0.00392156862745098,\
        "mean":[0.485,0.456,0.406],"std":null,"folded":"factor","compiled":true}}],\
        "outputs":[{"name":"scores","dtype":"f32","shape":["N",3],\
        "labels":["a \\"tench\\"","Kühe\\u000a","C:\\\\"]},\
        {"name":"top","dtype":"i64","shape":["N"]}],\
        "batch":"N","workspace":12345,\
        "weights":{"bytes":247000,"embedded":true,"sha256":"%s"},\
        "source_sha256":"%s","parameters":61706,"macs":416520,"precision":"bf16",\
        "kernels":[{"name":"conv2d_k3s1_64x56x56_winograd_6x4","schedule":"winograd_6x4",\
        "tuned":true,"steps":3},\
        {"name":"softmax_1000_plain","schedule":"plain","tuned":false,"steps":1}]}"""
            .formatted(HASH, HASH),
        json());
  }

  @Test
  void readsWhatItWrites() throws ArtifactException {
    assertEquals(MANIFEST, ManifestJson.read(ManifestJson.write(MANIFEST)));
  }

  @Test
  void oneNumberCropsASquareAndTwoResizeExactly() throws ArtifactException {
    Pixels pixels =
        read(json().replace("\"crop\":[224,192]", "\"crop\":224").replace(":256", ":[256,320]"))
            .inputs()
            .getFirst()
            .pixels()
            .orElseThrow();
    assertEquals(Optional.of(new Pixels.Crop(224, 224)), pixels.crop());
    assertEquals(Optional.of(new Pixels.Resize.Exact(256, 320)), pixels.resize());
  }

  @Test
  void ignoresUnknownKeysAndSpaces() throws ArtifactException {
    String json = json().replace("{\"cnnc\"", "{\"future\": [1.5e3, {\"x\" : null}],\n \"cnnc\"");
    Manifest manifest = read(json);
    assertEquals(MANIFEST, manifest);
    assertArrayEquals(ManifestJson.write(MANIFEST), ManifestJson.write(manifest));
  }

  @Test
  void aModelWithoutABatchHasBatchOne() throws ArtifactException {
    String json = json().replace("\"N\"", "1").replace("\"batch\":\"N\"", "\"batch\":1");
    Manifest manifest = read(json);
    assertTrue(!manifest.anyBatch());
    assertEquals(Shape.of(1, 3, 224, 224), manifest.inputs().getFirst().shape());
  }

  @Test
  void refusesANewerFormat() {
    ArtifactException e =
        assertThrows(
            ArtifactException.class, () -> read(json().replace("\"cnnc\":1", "\"cnnc\":2")));
    assertEquals(Kind.TOO_NEW, e.kind());
    assertEquals(
        "its manifest has format 2, this runtime reads 1: use a newer cnnc-runtime",
        e.getMessage());
  }

  /** Each row: what is replaced, by what, and a part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"name\":\"LeNet5\",             | \"\"                      | expected `:`, at character 12",
        "\"name\":\"LeNet5\"              | \"name\":7                | `name` is not a string",
        "\"name\":\"LeNet5\"              | \"name\":\"\"             | the name is not 1 to 256",
        "\"name\":\"LeNet5\"              | \"name\":\"\\u001b[2J\"   | printable characters",
        "\"LeNet5\",\"compiler\"          | \"LeNet5\",\"compile\"    | `compiler` is missing",
        "\"target\":{                     | \"target\":3,\"x\":{      | `target` is not an object",
        "\"dtype\":\"f32\"                | \"dtype\":\"f8\"          | `inputs[0].dtype` is not one of [f32, i64, i32, bool]",
        "224,224]                         | 224,-1]                   | `inputs[0].shape[3]` is not a whole number",
        "224,224]                         | 224,2147483648]           | `inputs[0].shape[3]` is not a whole number",
        "224,224]                         | 2147483647,2147483647]    | at most 2^48 elements",
        "224,224]                         | 224,1.5]                  | `inputs[0].shape[3]` is not a whole number",
        "224,224]                         | 224,\"N\"]                | only the first dimension of `inputs[0].shape` may be N",
        "\"batch\":\"N\"                  | \"batch\":1               | `batch` does not agree",
        "\"batch\":\"N\"                  | \"batch\":\"M\"           | `batch` is neither",
        "\"workspace\":12345              | \"workspace\":-1          | `workspace` is not a whole number",
        "\"workspace\":12345              | \"workspace\":1e999999999 | `workspace` is not a whole number",
        "\"workspace\":12345              | \"workspace\":9999999999999999999 | `workspace` is not a whole number",
        "\"embedded\":true                | \"embedded\":1            | `weights.embedded` is not true or false",
        "\"scale\":0.00392156862745098    | \"scale\":1e999           | `inputs[0].pixels.scale` is not a finite number",
        "\"mean\":[0.485,                 | \"mean\":[                | mean has 2 values, rgb has 3 channels",
        "\"name\":\"top\"                 | \"name\":\"scores\"       | two outputs have the same name",
        "\"cnnc\":1,                      | \"cnnc\":1,\"cnnc\":1,    | a member appears twice",
        "\"tuned\":true                   | \"tuned\":1               | `kernels[0].tuned` is not true or false",
        "\"steps\":3                      | \"steps\":0               | a kernel of 0 steps",
        "\"schedule\":\"winograd_6x4\"    | \"schedule\":\"\"          | the name of a kernel is not printable",
        "\"source_sha256\":\"0            | \"source_sha256\":\"G     | source_sha256 is not 64",
      })
  void refusesWrongMembers(String old, String replacement, String message) {
    assertTrue(json().contains(old), "the test replaces nothing: " + old);
    refuses(
        json().replaceFirst(Pattern.quote(old), Matcher.quoteReplacement(replacement)), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1,]",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "-",
        "nul",
        "nulll",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\t\"",
        "{} {}",
        "NaN",
        "'a'",
        "{a:1}",
        "// c",
        "\ufeff{}",
        "[1 2]",
        "\"\\"
      })
  void refusesWhatIsNotJson(String text) {
    assertThrows(JsonException.class, () -> JsonReader.read(text));
  }

  @Test
  void refusesDeepNesting() {
    refuses("[".repeat(1_000_000), "nested deeper than 32");
    refuses("{\"a\":".repeat(100_000), "nested deeper than 32");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] json = ManifestJson.write(MANIFEST);
    json[10] = (byte) 0xff;
    ArtifactException e = assertThrows(ArtifactException.class, () -> ManifestJson.read(json));
    assertEquals(Kind.BAD_MANIFEST, e.kind());
    assertTrue(e.getMessage().contains("it is not UTF-8"), e.getMessage());
  }

  @Test
  void refusesALongManifest() {
    assertThrows(
        ArtifactException.class, () -> ManifestJson.read(new byte[ManifestJson.MAX_BYTES + 1]));
  }

  private static String json() {
    return new String(ManifestJson.write(MANIFEST), StandardCharsets.UTF_8);
  }

  private static Manifest read(String json) throws ArtifactException {
    return ManifestJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuses(String json, String message) {
    ArtifactException e = assertThrows(ArtifactException.class, () -> read(json));
    assertEquals(Kind.BAD_MANIFEST, e.kind());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
