package org.cnnc.benchmarks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.cnnc.optimizer.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example model computes what ONNX Runtime computes of its export. */
class ZooTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  /** Arguments for models that take longer than ten seconds as they are, by title. */
  private static final Map<String, Map<String, String>> SMALLER =
      Map.ofEntries(
          Map.entry("alexnet/AlexNet", Map.of("hidden", "256")),
          Map.entry("alexnet/AlexNetOneTower", Map.of("hidden", "256")),
          Map.entry("deconvnet/DeconvNet", Map.of("width", "8", "hidden", "40", "size", "64")),
          Map.entry("fcn8s/FCN8s", Map.of("width", "8", "hidden", "40")),
          Map.entry("hourglass/Hourglass2", Map.of("width", "64", "size", "128")),
          Map.entry("hourglass/Hourglass8", Map.of("width", "32", "size", "64")),
          Map.entry("resnet/PreActResNet200", Map.of("width", "16", "size", "64")),
          Map.entry("resnet/ResNet101", Map.of("width", "16", "size", "64")),
          Map.entry("resnet/ResNet152", Map.of("width", "16", "size", "64")),
          Map.entry("unet/UNet", Map.of("base", "16")),
          Map.entry("unet_recursive/UNet", Map.of("base", "8")),
          Map.entry("vgg/VGG16", Map.of("hidden", "256", "size", "64")),
          Map.entry("vgg/VGG19", Map.of("hidden", "256", "size", "64")));

  @TempDir private Path folder;

  static List<ZooModel> models() throws IOException {
    return ZooModel.in(EXAMPLES).stream()
        .map(model -> model.withArguments(SMALLER.getOrDefault(model.title(), Map.of())))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithOnnxRuntime(ZooModel model) {
    Row.Compared row = new Comparison("native", Precision.F32, folder).compare(model);

    assertEquals(Optional.empty(), row.problem(), row::toString);
  }

  @ParameterizedTest
  @MethodSource("models")
  void bfloat16AgreesWithOnnxRuntime(ZooModel model) {
    Row.Compared row = new Comparison("native", Precision.BF16, folder).compare(model);

    assertEquals(Optional.empty(), row.problem(), row::toString);
  }

  @Test
  void everySmallerModelIsThere() throws IOException {
    TreeSet<String> unknown = new TreeSet<>(SMALLER.keySet());
    models().forEach(model -> unknown.remove(model.title()));

    assertTrue(unknown.isEmpty(), unknown::toString);
  }

  @Test
  void modelsThatNeedNothingAreFound() throws IOException {
    Path family = Files.createDirectory(folder.resolve("net"));
    Path file =
        Files.writeString(
            family.resolve("net.cnn"),
            """
            cnn 1
            model Net(depth: int) {
              input  x: f32[N, 3, H, W]
              output y: f32[N, 3, H, W]
              y = x -> repeat depth { relu }
            }
            model Net2 = Net(2)
            """);
    // Only folders of the folder have models.
    Files.writeString(folder.resolve("other.cnn"), "cnn 1");

    List<ZooModel> models = ZooModel.in(folder);

    assertEquals(List.of(new ZooModel(file, "Net2", Map.of())), models);
    assertEquals("net/Net2", models.getFirst().title());
    assertEquals(ZooModel.OPEN_DIMS, models.getFirst().options().dims());
  }
}
