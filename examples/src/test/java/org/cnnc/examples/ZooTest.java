package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.summary.Summary;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the models of the zoo. */
class ZooTest {
  /** The counts of the papers and of torchvision. */
  @ParameterizedTest
  @CsvSource({
    "lenet5_1998/lenet5_1998.cnn, LeNet5, 61706",
    "lenet5/lenet5.cnn, LeNet5, 107786",
    "googlenet_3a/googlenet_3a.cnn, Inception3a3b, 552432",
    "mobilenet_v2/mobilenet_v2.cnn, MobileNetV2, 3504872",
    "resnet/resnet.cnn, ResNet18, 11689512",
    "resnet/resnet.cnn, ResNet34, 21797672",
    "unet/unet.cnn, UNet, 31031810",
    "unet_recursive/unet_recursive.cnn, UNet, 31031810",
    "vgg16/vgg16.cnn, VGG16, 138357544"
  })
  void parameterCounts(String file, String model, long parameters) {
    CompilerOptions options = CompilerOptions.DEFAULT.withModel(model);
    if (file.startsWith("unet/")) {
      options = options.withDims(Map.of("H", 32, "W", 32));
    }
    Compiler compiler = new Compiler(options);

    assertEquals(parameters, Summary.of(compiler.load(Path.of(file)).graph()).parameters());
  }

  @Test
  void resNet18HasTheWeightsOfTorchvision() {
    assertEquals(
        torchvisionResNet18(),
        weights("resnet/resnet.cnn", CompilerOptions.DEFAULT.withModel("ResNet18")));
  }

  @Test
  void vgg16HasTheWeightsOfTorchvision() {
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    int[][] convolutions = {
      {0, 3, 64},
      {2, 64, 64},
      {5, 64, 128},
      {7, 128, 128},
      {10, 128, 256},
      {12, 256, 256},
      {14, 256, 256},
      {17, 256, 512},
      {19, 512, 512},
      {21, 512, 512},
      {24, 512, 512},
      {26, 512, 512},
      {28, 512, 512}
    };
    for (int[] c : convolutions) {
      convolution(expected, "features." + c[0], c[1], c[2], 3);
      expected.put("features." + c[0] + ".bias", List.of(c[2]));
    }
    linear(expected, "classifier.0", 512 * 7 * 7, 4096);
    linear(expected, "classifier.3", 4096, 4096);
    linear(expected, "classifier.6", 4096, 1000);

    assertEquals(expected, weights("vgg16/vgg16.cnn", CompilerOptions.DEFAULT));
  }

  @Test
  void theLibraryOfLeNet5IsSmall(@TempDir Path folder) throws IOException {
    Path library = folder.resolve("lenet5.so");
    new Compiler(CompilerOptions.DEFAULT).compile(Sample.LENET5, library);

    assertTrue(Files.size(library) < 1_000_000, Files.size(library) + " bytes");
  }

  /** The shapes of a model's weights by name. */
  private static Map<String, List<Integer>> weights(String file, CompilerOptions options) {
    Map<String, List<Integer>> weights = new LinkedHashMap<>();
    for (Node node : new Compiler(options).load(Path.of(file)).graph().nodes()) {
      if (node.op() instanceof Parameter parameter) {
        weights.put(parameter.name(), parameter.type().dims());
      }
    }
    return weights;
  }

  /** The {@code state_dict} of torchvision's {@code resnet18}, but for the counts of batches. */
  private static Map<String, List<Integer>> torchvisionResNet18() {
    Map<String, List<Integer>> weights = new LinkedHashMap<>();
    convolution(weights, "conv1", 3, 64, 7);
    batchNorm(weights, "bn1", 64);
    int in = 64;
    for (int layer = 1; layer <= 4; layer++) {
      int out = 32 << layer;
      for (int block = 0; block < 2; block++) {
        String name = "layer%d.%d.".formatted(layer, block);
        convolution(weights, name + "conv1", in, out, 3);
        batchNorm(weights, name + "bn1", out);
        convolution(weights, name + "conv2", out, out, 3);
        batchNorm(weights, name + "bn2", out);
        if (in != out) {
          convolution(weights, name + "downsample.0", in, out, 1);
          batchNorm(weights, name + "downsample.1", out);
        }
        in = out;
      }
    }
    linear(weights, "fc", 512, 1000);
    return weights;
  }

  private static void convolution(
      Map<String, List<Integer>> weights, String name, int in, int out, int kernel) {
    weights.put(name + ".weight", List.of(out, in, kernel, kernel));
  }

  private static void batchNorm(Map<String, List<Integer>> weights, String name, int channels) {
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      weights.put(name + "." + part, List.of(channels));
    }
  }

  private static void linear(Map<String, List<Integer>> weights, String name, int in, int out) {
    weights.put(name + ".weight", List.of(out, in));
    weights.put(name + ".bias", List.of(out));
  }
}
