package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of odd sizes that nobody would write compute what their graphs mean. */
class RandomModelsTest {
  private static final int FIRST_SEED = Integer.getInteger("cnnc.seed", 1);
  private static final int MODELS = Integer.getInteger("cnnc.models", 25);

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(FIRST_SEED, FIRST_SEED + MODELS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void computesWhatItsGraphMeans(int seed) throws IOException {
    String text = new RandomModel(seed).text();
    Path file = Files.writeString(folder.resolve("random.cnn"), text);
    Path library = folder.resolve("random.so");
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withWeights("random:" + seed));
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, seed);
    BoundedTensor expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors()).get("y");

    compiler.compile(definition, library);
    try (Model model = Model.load(library)) {
      Optional<String> violation = expected.violation(images.run(model, 2).get("y"));
      assertTrue(violation.isEmpty(), () -> violation + " in\n" + text);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void computesItOnOpenCl(int seed) throws IOException {
    computesItOnOpenCl(seed, "opencl");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void computesItOnOtherDevices(int seed) throws IOException {
    computesItOnOpenCl(seed, seed % 2 == 0 ? "opencl:desktop" : "opencl:mobile");
  }

  private void computesItOnOpenCl(int seed, String target) throws IOException {
    String text = new RandomModel(seed).text();
    Path file = Files.writeString(folder.resolve("random.cnn"), text);
    Compiler compiler =
        new Compiler(CompilerOptions.DEFAULT.withWeights("random:" + seed).withTarget(target));
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, seed);
    BoundedTensor expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors()).get("y");
    try (Model model = OpenCl.load(compiler, definition, folder)) {
      Optional<String> violation = expected.violation(images.run(model, 2).get("y"));
      assertTrue(violation.isEmpty(), () -> violation + " in\n" + text);
    }
  }

  /** A chain of layers, each of which fits what the one before leaves. */
  private static final class RandomModel {
    private static final int MAX_CHANNELS = 40;

    private final Random random;
    private final List<String> lines = new ArrayList<>();
    private final int inputChannels;
    private final int inputHeight;
    private final int inputWidth;
    private int channels;
    private int height;
    private int width;

    RandomModel(long seed) {
      random = new Random(seed);
      inputChannels = from(1, 20);
      inputHeight = from(5, 30);
      inputWidth = from(5, 30);
      channels = inputChannels;
      height = inputHeight;
      width = inputWidth;
      for (int layers = from(2, 7); layers > 0; layers--) {
        layer();
      }
    }

    String text() {
      return """
      cnn 1
      model Random {
        input  x: f32[N, %d, %d, %d]
        output y: f32[N, %d, %d, %d]
        v = x
      %s  y = v
      }
      """
          .formatted(
              inputChannels,
              inputHeight,
              inputWidth,
              channels,
              height,
              width,
              String.join("", lines));
    }

    private void layer() {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> convolution();
        case 3 -> pool();
        case 4 -> add("v -> batch_norm" + activation());
        case 5 -> add("v + (v -> conv2d(%d, 1))%s".formatted(channels, activation()));
        case 6 -> transposed();
        case 7 -> concat();
        default -> add("v" + activation());
      }
    }

    private void convolution() {
      int groups = random.nextInt(3) == 0 ? channels : 1;
      int out = groups == 1 ? from(1, MAX_CHANNELS) : channels * from(1, 2);
      int kernelH = from(1, Math.min(5, height));
      int kernelW = from(1, Math.min(5, width));
      int stride = from(1, 2);
      int padH = random.nextInt(kernelH);
      int padW = random.nextInt(kernelW);
      int dilation = kernelH * 2 < height && kernelW * 2 < width ? from(1, 2) : 1;
      add(
          "v -> conv2d(%d, (%d, %d), stride=%d, padding=(%d, %d), dilation=%d, groups=%d)%s"
              .formatted(
                  out, kernelH, kernelW, stride, padH, padW, dilation, groups, activation()));
      channels = out;
      height = (height + 2 * padH - dilation * (kernelH - 1) - 1) / stride + 1;
      width = (width + 2 * padW - dilation * (kernelW - 1) - 1) / stride + 1;
    }

    private void pool() {
      int kernel = from(1, Math.min(3, Math.min(height, width)));
      int stride = from(1, 2);
      int padding = random.nextInt(kernel / 2 + 1);
      String kind = random.nextBoolean() ? "max" : "avg";
      add("v -> %s_pool2d(%d, stride=%d, padding=%d)".formatted(kind, kernel, stride, padding));
      height = (height + 2 * padding - kernel) / stride + 1;
      width = (width + 2 * padding - kernel) / stride + 1;
    }

    private void transposed() {
      int out = from(1, MAX_CHANNELS / 2);
      int kernel = from(1, 3);
      int stride = from(1, 2);
      add("v -> conv_transpose2d(%d, %d, stride=%d)".formatted(out, kernel, stride));
      channels = out;
      height = (height - 1) * stride + kernel;
      width = (width - 1) * stride + kernel;
    }

    private void concat() {
      int out = from(1, 9);
      add("concat(v, v -> conv2d(%d, 3, padding=1)%s, v)".formatted(out, activation()));
      channels = 2 * channels + out;
    }

    private String activation() {
      return switch (random.nextInt(6)) {
        case 0 -> " -> relu";
        case 1 -> " -> relu6";
        case 2 -> " -> tanh";
        case 3 -> " -> silu";
        case 4 -> " -> leaky_relu(0.1)";
        default -> "";
      };
    }

    private void add(String expression) {
      lines.add("  v = " + expression + "\n");
    }

    private int from(int least, int most) {
      return least + random.nextInt(most - least + 1);
    }
  }
}
