package org.cnnc.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Parameter;
import org.junit.jupiter.api.Test;

/** The project's examples elaborate to the networks of the papers. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Map<String, Integer> SMALL_IMAGE = Map.of("H", 64, "W", 96);

  private static ModelDefinition load(String file, String model) {
    return Frontend.load(
        EXAMPLES.resolve(file),
        new FrontendOptions(Optional.ofNullable(model), sizes(file), Map.of()));
  }

  private static Map<String, Integer> sizes(String file) {
    return file.contains("/unet.cnn") || file.contains("filters") ? SMALL_IMAGE : Map.of();
  }

  private static Stream<Parameter> parameters(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> n.op() instanceof Parameter)
        .map(n -> (Parameter) n.op());
  }

  @Test
  void resNet18HasTorchvisionsNames() throws IOException {
    List<String> expected =
        Files.readAllLines(Path.of("src/test/resources/torchvision-resnet18.txt"));
    List<String> actual =
        parameters(load("resnet/resnet.cnn", "ResNet18").graph())
            .map(p -> p.name() + " " + p.type().dims())
            .sorted()
            .toList();
    assertEquals(expected.stream().sorted().toList(), actual);
  }

  @Test
  void everyNodeKnowsItsLayerAndItsSource() {
    ModelDefinition resnet = load("resnet/resnet.cnn", "ResNet18");
    resnet
        .graph()
        .nodes()
        .forEach(
            node -> {
              assertFalse(node.origin().layers().isEmpty(), node.toString());
              assertFalse(node.origin().spans().isEmpty(), node.toString());
            });
    assertTrue(
        resnet.graph().nodes().stream()
            .anyMatch(n -> n.origin().layers().contains("layer2.0.downsample.0")));
  }

  @Test
  void theContractWithTheOutsideIsRead() {
    ModelDefinition lenet = load("lenet5/lenet5.cnn", null);
    assertEquals("LeNet5", lenet.name());
    assertTrue(lenet.doc().startsWith("LeNet-5 as the course notes draw it"));
    assertEquals("image", lenet.inputs().getFirst().name());
    assertEquals("f32[N,1,28,28]", lenet.inputs().getFirst().type().toString());
    Pixels pixels = lenet.inputs().getFirst().pixels().orElseThrow();
    assertEquals(Pixels.Color.GRAY, pixels.color());
    assertEquals(1.0 / 255, pixels.scale());
    assertEquals("f32[N,10]", lenet.outputs().getFirst().type().toString());
    assertTrue(lenet.weights().orElseThrow().endsWith("lenet5/lenet5.safetensors"));
    assertEquals(1, lenet.sources().size());
    assertEquals(64, lenet.sources().getFirst().sha256().length());
  }

  @Test
  void anInstanceBringsItsWeightsAndTheFileItsModels() {
    ModelDefinition resnet = load("resnet/resnet.cnn", "ResNet34");
    assertEquals("ResNet34", resnet.name());
    assertEquals(
        List.of(
            "ResNet",
            "ResNet18",
            "ResNet34",
            "ResNet50",
            "ResNet101",
            "ResNet152",
            "PreActResNet200"),
        resnet.models());
    assertTrue(resnet.weights().orElseThrow().endsWith("resnet34.safetensors"));
  }

  @Test
  void modelsThatNeedNoArgumentsAreOffered() {
    assertEquals(List.of("VGG16", "VGG19"), Frontend.models(EXAMPLES.resolve("vgg/vgg.cnn")));
    assertEquals(List.of("LeNet5"), Frontend.models(EXAMPLES.resolve("lenet5/lenet5.cnn")));
  }

  @Test
  void argumentsOfTheCallerReplaceDefaults() {
    ModelDefinition lenet =
        Frontend.load(
            EXAMPLES.resolve("lenet5/lenet5.cnn"),
            new FrontendOptions(Optional.empty(), Map.of(), Map.of("classes", "3 + 4")));
    assertEquals("f32[N,7]", lenet.outputs().getFirst().type().toString());
  }

  @Test
  void aChosenSizeFixesTheBatch() {
    ModelDefinition lenet =
        Frontend.load(
            EXAMPLES.resolve("lenet5/lenet5.cnn"),
            FrontendOptions.DEFAULT.withDims(Map.of("N", 4)));
    assertEquals("f32[4,10]", lenet.outputs().getFirst().type().toString());
  }

  @Test
  void weightsWrittenInPlaceAreConstants() {
    Graph graph = load("filters/filters.cnn", "Sharpen").graph();
    assertTrue(
        graph.nodes().stream()
            .anyMatch(
                n ->
                    n.op() instanceof Constant c
                        && c.value().type().dims().equals(List.of(1, 1, 3, 3))
                        && c.value().floatAt(4) == 5));
  }
}
