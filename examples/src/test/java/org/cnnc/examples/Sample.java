package org.cnnc.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.Graph;
import org.cnnc.optimizer.Precision;

/**
 * A model of the zoo as a test compiles it, with random weights.
 *
 * @param file under {@code examples/}
 * @param options what is chosen of the file; the target is the test's to choose
 */
record Sample(String name, Path file, CompilerOptions options) {
  /** The test's working folder is this module's: {@code examples/}. */
  static final Path LENET5 = Path.of("lenet5", "lenet5.cnn");

  private static final CompilerOptions RANDOM = CompilerOptions.DEFAULT.withWeights("random:1");

  /** A pre-activation ResNet-14. */
  private static final Map<String, String> PRE_ACTIVATION =
      Map.of(
          "Block", "PreActBottleneck",
          "last", "NormRelu",
          "depths", "[1, 1, 1, 1]",
          "width", "8",
          "size", "64");

  private static final Map<String, String> SHUFFLE =
      Map.of("widths", "[8, 12, 24, 48, 40]", "classes", "10", "size", "64");

  /**
   * Models of every kind as they stand, or nearly; open dimensions are small, and odd if they may.
   */
  static List<Sample> whole() {
    return List.of(
        of("lenet5", "LeNet5"),
        of("lenet5_1998", "LeNet5"),
        of("filters", "Sharpen").withDims(Map.of("H", 37, "W", 53)),
        of("alexnet", "AlexNet"),
        of("googlenet", "GoogLeNet"),
        of("inception_v3", "InceptionV3", Map.of("size", "75")),
        of("mobilenet_v2", "MobileNetV2"),
        of("mobilenet_v3", "MobileNetV3Large", Map.of("size", "96")),
        of("shufflenet_v2", "ShuffleNetV2x10"),
        of("resnet", "ResNet18"),
        of("resnet", "ResNet50", Map.of("size", "96")),
        of("unet", "UNet").withDims(Map.of("H", 32, "W", 48)),
        // Its 48 GMACs at full width are minutes in the interpreter.
        of("unet_recursive", "UNet", Map.of("base", "8")));
  }

  /** Models and variants of models that are cheap enough to be run many times. */
  static List<Sample> small() {
    return List.of(
        of("lenet5", "LeNet5"),
        of("lenet5_1998", "LeNet5"),
        of("filters", "Sharpen").withDims(Map.of("H", 37, "W", 53)),
        of("mnist1d", "Convolutional"),
        of("mnist1d", "FullyConnected"),
        of("lecun1989", "Net4"),
        of("mobilenet_v1", "MobileNetV1", Map.of("width", "0.25", "size", "64")),
        of("mobilenet_v2", "MobileNetV2", Map.of("width", "0.25", "classes", "10")),
        of("mobilenet_v3", "MobileNetV3Large", Map.of("width", "0.25", "size", "64")),
        of("shufflenet_v2", "ShuffleNetV2", SHUFFLE),
        of("efficientnet", "EfficientNet", Map.of("width", "0.25", "depth", "0.5", "size", "64")),
        of("hourglass", "StackedHourglass", Map.of("stacks", "2", "width", "12", "size", "64")),
        of("fcn8s", "FCN8s", Map.of("width", "2", "hidden", "9"))
            .withDims(Map.of("H", 17, "W", 33)),
        of("resnet", "ResNet50", Map.of("width", "6", "size", "64", "classes", "10")),
        of("resnet", "ResNet", PRE_ACTIVATION),
        of("densenet", "DenseNet", Map.of("depths", "[2, 3, 2, 2]", "growth", "6", "size", "64")),
        of("squeezenet", "SqueezeNet", Map.of("size", "64", "classes", "10")),
        of("unet", "UNet", Map.of("base", "6", "depth", "3")).withDims(Map.of("H", 24, "W", 40)),
        of("unet_recursive", "UNet", Map.of("base", "4", "depth", "2")));
  }

  private static Sample of(String family, String model) {
    return of(family, model, Map.of());
  }

  private static Sample of(String family, String model, Map<String, String> arguments) {
    return new Sample(
        family + "/" + model + (arguments.isEmpty() ? "" : " " + new TreeMap<>(arguments)),
        Path.of(family, family + ".cnn"),
        RANDOM.withModel(model).withArguments(arguments));
  }

  private Sample withDims(Map<String, Integer> dims) {
    return new Sample(name, file, options.withDims(dims));
  }

  /** The same with weights and activations in bfloat16. */
  Sample inBfloat16() {
    return new Sample(name + " in bf16", file, options.withPrecision(Precision.BF16));
  }

  /** A compiler of this sample. */
  Compiler compiler(String target) {
    return new Compiler(options.withTarget(target));
  }

  /** Its checked definition. */
  ModelDefinition load() {
    return new Compiler(options).load(file);
  }

  /** Its graph as it is written, with its weights. */
  Graph graph() {
    return new Compiler(options).bind(load());
  }

  @Override
  public String toString() {
    return name;
  }
}
