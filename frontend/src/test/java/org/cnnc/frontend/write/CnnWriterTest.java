package org.cnnc.frontend.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.frontend.ModelDefinition.InputSpec;
import org.cnnc.frontend.ModelDefinition.OutputSpec;
import org.cnnc.frontend.onnx.OnnxReader;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.frontend.weights.RandomWeights;
import org.cnnc.frontend.weights.SafetensorsFile;
import org.cnnc.frontend.weights.SafetensorsWriter;
import org.cnnc.frontend.weights.WeightBinder;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What graphs look like as files. That a file means its graph the writer checks itself. */
class CnnWriterTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path GOLDENS = Path.of("src/test/resources/written");
  private static final TensorType IMAGE = TensorType.f32(TensorType.BATCH, 3, 8, 8);
  private static final TensorType KERNEL = TensorType.f32(3, 3, 1, 1);

  @TempDir private Path folder;

  private final Graph.Builder graph = new Graph.Builder("net");

  /** The project's own models by way of ONNX, which knows nothing of blocks and loops. */
  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource({
    "lenet5/lenet5.cnn, LeNet5",
    "resnet/resnet.cnn, ResNet18",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2",
    "googlenet/googlenet.cnn, GoogLeNet",
    "squeezenet/squeezenet.cnn, SqueezeNet",
    "unet/unet.cnn, UNet",
  })
  void writesAsAPersonWould(String file, String model) throws IOException {
    Map<String, Integer> sizes = file.startsWith("unet/") ? Map.of("H", 64, "W", 96) : Map.of();
    FrontendOptions options = new FrontendOptions(Optional.of(model), sizes, Map.of());
    Graph original = Frontend.load(EXAMPLES.resolve(file), options).graph();
    Path onnx = folder.resolve(model + ".onnx");
    OnnxWriter.write(WeightBinder.bind(original, new RandomWeights(1)), onnx);
    ModelDefinition imported = OnnxReader.load(onnx, Map.of());

    CnnSource source = CnnWriter.write(imported, model + ".safetensors");

    Path cnn = Files.writeString(folder.resolve(model + ".cnn"), source.text());
    SafetensorsWriter.write(folder.resolve(model + ".safetensors"), source.weights());
    ModelDefinition read = Frontend.load(cnn, FrontendOptions.DEFAULT);
    assertEquals(source.text(), CnnWriter.write(read, model + ".safetensors").text());
    Graph bound = WeightBinder.bind(read.graph(), SafetensorsFile.open(read.weights().get()));
    OnnxWriter.write(bound, onnx);
    assertEquals(
        GraphPrinter.print(imported.graph()),
        GraphPrinter.print(OnnxReader.load(onnx, Map.of()).graph()));
    assertMatches(GOLDENS.resolve(model + ".cnn"), source.text());
  }

  private static void assertMatches(Path golden, String text) throws IOException {
    if (Boolean.getBoolean("cnnc.updateGoldens") && System.getenv("CI") == null) {
      Files.writeString(golden, text);
    }
    assertEquals(Files.readString(golden), text);
  }

  private Value input(String name) {
    return graph.add(new Input(name, IMAGE), Origin.NONE);
  }

  private Value constant(String name, TensorType type) {
    return graph.add(
        new Constant(name, Tensor.generate(type, i -> name.length() + i)), Origin.NONE);
  }

  private Value conv(Value x, Value weight, int stride) {
    Value zeros = graph.add(new Constant("", Tensor.filled(TensorType.f32(3), 0)), Origin.NONE);
    return graph.add(
        new Conv2d(x, weight, zeros, Window.of(stride, 0, 1), 1), Origin.of("/net/conv/Conv"));
  }

  private Value add(Value a, Value b) {
    return graph.add(new Binary(BinaryKind.ADD, a, b), Origin.NONE);
  }

  /** The statements behind the declarations. */
  private List<String> body() {
    String text = CnnWriter.write(definition(), "net.safetensors").text();
    return text.lines().filter(l -> l.contains(" = ")).map(String::strip).toList();
  }

  private ModelDefinition definition() {
    Graph built = graph.build();
    return new ModelDefinition(
        built.name(),
        "",
        built,
        built.inputs().stream()
            .map(i -> new InputSpec(i.name(), i.type(), Optional.empty()))
            .toList(),
        built.outputs().stream()
            .map(o -> new OutputSpec(o.name(), o.value().type(), Optional.empty()))
            .toList(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(built.name()));
  }

  @Test
  void namesThatAreNoIdentifiersAreReplaced() {
    Value a = input("input");
    Value b = input("a.b/c:0");
    graph.output("relu", add(a, b));
    graph.output("a_b_c_0", graph.add(Unary.of(UnaryKind.RELU, a), Origin.NONE));

    String text = CnnWriter.write(definition(), "net.safetensors").text();

    assertTrue(text.startsWith("cnn 1\n\nmodel Net {\n"), text);
    assertTrue(text.contains("input input_: f32[N, 3, 8, 8]\n  input a_b_c_0: f32"), text);
    assertEquals(List.of("relu_ = input_ + a_b_c_0", "a_b_c_0_2 = input_ -> relu"), body());
  }

  @Test
  void labelsAreLegalAndUnique() {
    Value x = conv(input("x"), constant("net.if.weight", KERNEL), 1);
    x = conv(x, constant("a b.weight", KERNEL), 1);
    x = conv(x, constant("a/b.weight", KERNEL), 1);
    x = conv(x, constant("onnx::Conv_12", KERNEL), 1);
    graph.output("y", x);

    assertEquals(
        List.of(
            "-> net.if_: conv2d(3, 1, bias=false)",
            "-> a_b: conv2d(3, 1, bias=false)",
            "-> a_b_2: conv2d(3, 1, bias=false)",
            "-> conv: conv2d(3, 1, bias=false)"),
        stages());
  }

  private List<String> stages() {
    String text = CnnWriter.write(definition(), "net.safetensors").text();
    return text.lines().map(String::strip).filter(l -> l.startsWith("->")).toList();
  }

  @Test
  void aLayerThatIsAppliedTwiceIsShared() {
    Value x = input("x");
    Value weight = constant("conv.weight", KERNEL);
    graph.output("y", add(conv(x, weight, 1), conv(conv(x, weight, 1), weight, 1)));

    assertEquals(
        List.of("z = x -> conv: conv2d(3, 1, bias=false)", "u = z -> share(conv)", "y = z + u"),
        body());
  }

  @Test
  void aWeightOfDifferentLayersIsAParameterOfTheModel() {
    Value x = input("image");
    Value weight = constant("conv.weight", KERNEL);
    graph.output("a", conv(x, weight, 1));
    graph.output("b", conv(x, weight, 2));

    assertEquals(
        List.of(
            "a = image -> conv2d(3, 1, bias=false, weight=conv_weight)",
            "b = image -> conv2d(3, 1, stride=2, bias=false, weight=conv_weight)"),
        body());
  }

  @Test
  void whatTheModelWasGivenAsDataIsData() {
    Value x = input("image");
    Value y = add(x, constant("offset", TensorType.f32(3, 1, 1)));
    Value half = graph.add(new Constant("c7", Tensor.filled(TensorType.f32(), 0.5f)), Origin.NONE);
    y = graph.add(new Binary(BinaryKind.MUL, y, half), Origin.NONE);
    graph.output("y", graph.add(new Binary(BinaryKind.SUB, half, y), Origin.NONE));

    CnnSource source = CnnWriter.write(definition(), "net.safetensors");

    assertEquals(List.of("offset"), List.copyOf(source.weights().keySet()));
    assertTrue(
        source.text().contains("  weights \"net.safetensors\"\n  param offset: f32[3, 1, 1]\n"));
    assertEquals(List.of("x = image + offset -> mul(0.5)", "y = 0.5 - x"), body());
  }

  @Test
  void outputsThatAreNothingNewAreAssigned() {
    Value x = input("x");
    Value y = graph.add(Unary.of(UnaryKind.RELU, x), Origin.NONE);
    graph.output("a", x);
    graph.output("b", y);
    graph.output("c", y);

    assertEquals(List.of("b = x -> relu", "a = x", "c = b"), body());
  }
}
