package org.cnnc.examples.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.onnx.OnnxWriter;
import org.cnnc.frontend.weights.RandomWeights;
import org.cnnc.frontend.weights.WeightBinder;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.tensor.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example models, with random weights, mean what ONNX Runtime computes of their exports. */
class SamplesBesideOnnxRuntimeTest {
  private static final long SEED = 1;

  /** Bounds that allow more than this part of an output's largest element would say little. */
  private static final double TELLING = 1e-3;

  @TempDir Path folder;

  /**
   * @param name of the model in the file
   * @param arguments smaller than the model's own where the interpreter would take minutes
   */
  record Sample(
      String file, String name, Map<String, Integer> dims, Map<String, String> arguments) {
    Graph graph() {
      FrontendOptions options = new FrontendOptions(Optional.of(name), dims, arguments);
      Graph graph = Frontend.load(Path.of(file), options).graph();
      return WeightBinder.bind(graph, new RandomWeights(SEED));
    }

    @Override
    public String toString() {
      return file + " " + name;
    }
  }

  static Stream<Sample> samples() {
    Map<String, Integer> image = Map.of("H", 48, "W", 64);
    Map<String, String> slim = Map.of("base", "4");
    return Stream.of(
        new Sample("filters/filters.cnn", "Sharpen", image, Map.of()),
        new Sample("lenet5/lenet5.cnn", "LeNet5", Map.of(), Map.of()),
        new Sample("lenet5_1998/lenet5_1998.cnn", "LeNet5", Map.of(), Map.of()),
        new Sample("googlenet/googlenet.cnn", "GoogLeNet", Map.of(), Map.of()),
        new Sample("resnet/resnet.cnn", "ResNet18", Map.of(), Map.of()),
        new Sample("mobilenet_v2/mobilenet_v2.cnn", "MobileNetV2", Map.of(), Map.of()),
        new Sample("unet/unet.cnn", "UNet", image, slim),
        new Sample("unet_recursive/unet_recursive.cnn", "UNet", Map.of(), slim));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void interpreterAndOnnxRuntimeAgree(Sample sample) throws Exception {
    Graph graph = sample.graph();
    Path model = folder.resolve("model.onnx");
    OnnxWriter.write(graph, model);
    assertEquals(1, graph.inputs().size());
    Input input = graph.inputs().getFirst();
    Random random = new Random(SEED);
    Tensor image = Tensor.generate(input.type().withBatch(1), _ -> random.nextDouble());
    Map<String, Tensor> inputs = Map.of(input.name(), image);

    Map<String, BoundedTensor> expected = BoundedInterpreter.run(graph, inputs);
    Map<String, Tensor> actual = OnnxRuntime.run(model, inputs);

    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    expected.forEach(
        (name, bounded) -> {
          assertEquals(Optional.empty(), bounded.violation(actual.get(name)), name);
          assertTrue(bounded.relativeBound() < TELLING, "a bound of " + bounded.relativeBound());
        });
  }
}
