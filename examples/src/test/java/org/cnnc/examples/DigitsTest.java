package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LeNet-5 with its trained weights, on real digits, from the command line, as a library and on
 * OpenCL.
 */
class DigitsTest {
  private static final Path SHARED = Path.of("../../shared/data/mnist");
  private static final int CLASSES = 10;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"native", "opencl", "opencl:desktop", "opencl:mobile"})
  void aHundredDigits(String target) throws IOException {
    String labels = Digits.labels();

    Tensor scores = scores(Digits.images(), target);

    Digits.assertScores(scores);
    assertEquals(97, right(scores, image -> labels.charAt(image) - '0'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "opencl"})
  void aThousandDigits(String target) throws IOException {
    Tensor scores = scores(thousand(), target);

    Digits.assertClose(shared("digits-logits.npy"), scores);
    Tensor labels = shared("digits-labels.npy");
    assertEquals(986, right(scores, image -> (int) labels.doubleAt(image)));
  }

  @ParameterizedTest
  @MethodSource("org.cnnc.examples.HostTargets#all")
  void aThousandDigitsInBfloat16(String target) throws IOException {
    Tensor between = scores(thousand(), target, "--precision", "bf16");
    Tensor all = scores(thousand(), target, "--precision", "bf16", "--all-layers");

    Tensor labels = shared("digits-labels.npy");
    // Three of a thousand are 0.3 points.
    assertEquals(986, right(between, image -> (int) labels.doubleAt(image)), 3);
    assertEquals(986, right(all, image -> (int) labels.doubleAt(image)), 3, "all layers");
    assertFalse(Arrays.equals(between.toFloatArray(), all.toFloatArray()), "the same is rounded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "x86-64-v3", "opencl"})
  void aHundredDigitsInBfloat16(String target) throws IOException {
    String labels = Digits.labels();

    Tensor scores = scores(Digits.images(), target, "--precision", "bf16");

    assertEquals(97, right(scores, image -> labels.charAt(image) - '0'));
  }

  private static Tensor thousand() {
    if (!Files.isDirectory(SHARED)) {
      System.err.println("DigitsTest: " + SHARED + " is not there: 1,000 digits are NOT tested");
      abort(SHARED + " is not there");
    }
    Tensor pixels = shared("digits-images.npy");
    return Tensor.generate(
        TensorType.f32(1000, 1, Digits.SIDE, Digits.SIDE), i -> (float) pixels.doubleAt(i) / 255f);
  }

  private static Tensor shared(String array) {
    return Npy.read(SHARED.resolve(array));
  }

  /** Runs {@code cnnc run lenet5.cnn --target native --input image=images.npy --output-dir out}. */
  private Tensor scores(Tensor images, String target, String... more) throws IOException {
    if (OpenCl.TARGETS.contains(target)) {
      OpenCl.require();
    }
    Path file = folder.resolve("images.npy");
    Path out = folder.resolve("out");
    Npy.write(file, images);
    List<Object> arguments = new ArrayList<>(List.of("run", Sample.LENET5, "--target", target));
    arguments.addAll(List.of("--input", "image=" + file, "--output-dir", out));
    arguments.addAll(List.of(more));
    new CommandLine().succeed(arguments.toArray());
    return Npy.read(out.resolve("scores.npy"));
  }

  /** The label of an image. */
  private interface Labels {
    int of(int image);
  }

  /** How many images have their largest score at their label. */
  private static int right(Tensor scores, Labels labels) {
    int right = 0;
    for (int image = 0; image < scores.type().dim(0); image++) {
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        if (scores.floatAt(image * CLASSES + c) > scores.floatAt(image * CLASSES + best)) {
          best = c;
        }
      }
      right += best == labels.of(image) ? 1 : 0;
    }
    return right;
  }
}
