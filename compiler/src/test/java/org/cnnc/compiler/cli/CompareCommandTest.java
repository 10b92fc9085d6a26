package org.cnnc.compiler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}: two builds of a small network on random images. */
class CompareCommandTest {
  private static final int IMAGES = 7;
  private static final List<String> LAYERS = List.of("conv1+relu1", "flatten1");

  @TempDir private Path folder;
  private Path source;
  private Path images;

  @BeforeEach
  void write() throws IOException {
    source =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            model Net {
              input  image: f32[N, 1, 8, 8] from pixels(gray)
              output scores: f32[N, 3] labels ["cat", "dog", "2"]
              scores = image
                -> conv1: conv2d(4, kernel=3) -> relu
                -> flatten
                -> fc: linear(3)
            }
            """);
    images = folder.resolve("images.npy");
    SplittableRandom random = new SplittableRandom(1);
    TensorType type = TensorType.f32(IMAGES, 1, 8, 8);
    Npy.write(images, Tensor.generate(type, _ -> random.nextDouble()));
  }

  private JsonObject compare(int status, Object... arguments) {
    CommandResult result =
        CommandResult.of(
            Stream.concat(
                    Stream.of(
                        "compare", source, "--weights", "random:1", "--inputs", images, "--json"),
                    Stream.of(arguments))
                .toArray());
    assertEquals("", result.err());
    assertEquals(status, result.status());
    return JsonParser.parseString(result.out()).getAsJsonObject();
  }

  private static List<String> names(JsonObject json, String tensors) {
    List<String> names = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray(tensors)) {
      names.add(each.getAsJsonObject().get("name").getAsString());
    }
    return names;
  }

  private static JsonObject onlyOf(JsonObject json, String name) {
    JsonArray array = json.getAsJsonArray(name);
    assertEquals(1, array.size());
    return array.get(0).getAsJsonObject();
  }

  /** Every target computes the same to the bit. */
  @Test
  void buildsForTwoTargetsAreEqual() {
    JsonObject json = compare(0, "--b", "--target x86-64-v2", "--max-error", "0");

    assertEquals(IMAGES, json.get("images").getAsInt());
    assertEquals(LAYERS, names(json, "layers"));
    assertEquals(List.of("scores"), names(json, "outputs"));
    for (JsonElement layer : json.getAsJsonArray("layers")) {
      assertEquals(0, layer.getAsJsonObject().get("max_error").getAsDouble());
      assertEquals(1, layer.getAsJsonObject().get("cosine").getAsDouble(), 1e-12);
      assertTrue(layer.getAsJsonObject().get("scale").getAsDouble() > 0);
    }
    assertEquals(100, onlyOf(json, "classes").get("agreement").getAsDouble());
    assertFalse(json.has("first_above_threshold"));
    assertEquals("x86-64-v2", json.getAsJsonObject("b").get("cpu").getAsString());
  }

  /** ONNX exporters name nodes by the paths of nested modules; fused ones are joined. */
  @Test
  void layersOfVeryLongNamesAreCompared() throws IOException {
    String text = Files.readString(source);
    Files.writeString(source, text.replace("conv1", "c".repeat(250)));

    assertEquals(
        List.of("c".repeat(200), "flatten1"),
        names(compare(0, "--b", "--target x86-64-v2"), "layers"));
  }

  @Test
  void otherWeightsDifferFromTheFirstLayerOn() {
    JsonObject json =
        compare(
            1, "--b", "--weights 'random:2'", "--max-error", "0.01", "--min-cosine", "0.9999999");

    assertEquals("conv1+relu1", json.get("first_above_threshold").getAsString());
    assertEquals(2, json.getAsJsonArray("missed").size());
    assertTrue(onlyOf(json, "outputs").get("relative_error").getAsDouble() > 0.01);
    String worst = onlyOf(json, "outputs").get("worst_image").getAsString();
    assertTrue(worst.startsWith(images + "["), worst);
  }

  /** What the first build finds as labels: it is right, the other as often as they agree. */
  @Test
  void labelsMakeAccuracies() throws IOException {
    JsonObject run =
        CommandResult.of(
                "run",
                source,
                "--weights",
                "random:1",
                "-i",
                "image=" + images,
                "--top",
                "1",
                "--json")
            .json();
    List<String> found = new ArrayList<>();
    for (JsonElement row : run.getAsJsonArray("top")) {
      JsonObject best = row.getAsJsonObject().getAsJsonArray("classes").get(0).getAsJsonObject();
      found.add(best.get(found.size() % 2 == 0 ? "class" : "label").getAsString());
    }
    Path labels = Files.write(folder.resolve("labels.txt"), found);

    JsonObject classes =
        onlyOf(
            compare(0, "--b", "--weights random:2", "--labels", labels, "--min-agreement", "0"),
            "classes");

    assertEquals(100, classes.getAsJsonObject("a").get("top1").getAsDouble());
    assertEquals(100, classes.getAsJsonObject("a").get("top5").getAsDouble());
    double agreement = classes.get("agreement").getAsDouble();
    assertEquals(agreement, classes.getAsJsonObject("b").get("top1").getAsDouble());
    boolean isLess = agreement < 100;
    compare(isLess ? 1 : 0, "--b", "--weights random:2", "--labels", labels, "--max-drop", "0");
    compare(isLess ? 1 : 0, "--b", "--weights random:2", "--min-agreement", "100");
  }

  @Test
  void labelsMayBeAnArrayOrIdx() throws IOException {
    Path array = folder.resolve("numbers.npy");
    Npy.write(array, Tensor.generate(TensorType.f32(IMAGES), i -> i % 3));
    byte[] idx = new byte[8 + IMAGES];
    idx[2] = 8;
    idx[3] = 1;
    idx[7] = IMAGES;
    IntStream.range(0, IMAGES).forEach(i -> idx[8 + i] = (byte) (i % 3));
    Path file = Files.write(folder.resolve("labels-idx1-ubyte"), idx);

    JsonObject of = compare(0, "--b", "--verify-each", "--labels", array);
    assertEquals(of, compare(0, "--b", "--verify-each", "--labels", file));
  }

  /** A library shows its layers if it was asked to. */
  @Test
  void librariesAreCompared() {
    Path plain = folder.resolve("plain.so");
    Path seen = folder.resolve("seen.so");
    compile(plain);
    compile(seen, "--layer-outputs");

    JsonObject both = CommandResult.of("compare", plain, seen, "--inputs", images, "--json").json();
    assertEquals(List.of(), names(both, "layers"));
    assertEquals("[]", both.get("only_in_a").toString());
    assertEquals(LAYERS.size(), both.getAsJsonArray("only_in_b").size());
    assertEquals(0, onlyOf(both, "outputs").get("max_error").getAsDouble());

    JsonObject layers =
        CommandResult.of("compare", seen, seen, "--inputs", images, "--json").json();
    assertEquals(LAYERS, names(layers, "layers"));
  }

  private void compile(Path library, String... options) {
    Stream<Object> all =
        Stream.concat(
            Stream.of("compile", source, "--weights", "random:1", "--emit", "so", "-o", library),
            Stream.of(options));
    assertEquals(0, CommandResult.of(all.toArray()).status());
  }

  /** All that can be an input, in the order of names; what is given as labels is none. */
  @Test
  void inputsMayBeAFolder() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Files.copy(images, place.resolve("b.npy"));
    Files.writeString(place.resolve("a.pgm"), "P2 8 8 255 " + "7 ".repeat(64));
    Files.writeString(place.resolve("readme.txt"), "not an input");
    Path labels = place.resolve("a-labels.npy");
    Npy.write(labels, Tensor.generate(TensorType.f32(IMAGES + 1), _ -> 0));

    CommandResult result =
        CommandResult.of(
            "compare",
            source,
            "--weights",
            "random:1",
            "--inputs",
            place,
            "--labels",
            labels,
            "--b",
            "--winograd off");

    assertEquals("", result.err());
    assertEquals(0, result.status());
    String first = place.resolve("a.pgm") + " to " + place.resolve("b.npy");
    assertTrue(result.out().contains("8 images: " + first + "[6]\n"), result.out());
    assertTrue(result.out().contains("\noutput scores  [N, 3]"), result.out());
    assertTrue(result.out().contains("every error is at most 0.01 of its scale"), result.out());
    assertTrue(result.out().contains("class first in 8 of 8 images, 100.00 %"), result.out());
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path library = folder.resolve("net.so");
    compile(library);
    Path few = Files.writeString(folder.resolve("few.txt"), "1\n2\n");
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "1\nbird\n" + "2\n".repeat(5));
    assertMistake(source + ": nothing to compare it with", source, "--inputs", images);
    assertMistake(
        "Net needs a file for input `image: f32[N, 1, 8, 8]`", source, "--b", "--winograd=off");
    assertMistake("--b \"--emit\": Unknown option: '--emit'", source, "--b", "--emit");
    assertMistake(
        empty + ": no inputs in this folder", source, "--b", "--winograd off", "--inputs", empty);
    assertMistake(
        few + ": 2 labels for 7 images",
        source,
        "--b",
        "--winograd off",
        "--inputs",
        images,
        "--labels",
        few);
    assertMistake(
        wrong + ": label 2, `bird`, is no class of output `scores: f32[N, 3]`",
        source,
        "--b",
        "--winograd off",
        "--inputs",
        images,
        "--labels",
        wrong);
    assertMistake(
        library + ": --model, --dim, --arg and --weights are for model files, not for libraries",
        library,
        library,
        "--inputs",
        images);
  }

  private static void assertMistake(String message, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("compare", "--weights", "random:1"));
    all.addAll(List.of(arguments));
    CommandResult result = CommandResult.of(all.toArray());
    assertEquals("", result.out());
    assertEquals("error: " + message, result.err().lines().findFirst().orElseThrow());
    assertTrue(result.err().lines().count() <= 2, result.err());
    assertEquals(1, result.status());
  }
}
