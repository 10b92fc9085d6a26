package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.image.IdxFile;
import org.cnnc.examples.onnx.OnnxRuntime;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.Workspace;
import org.cnnc.runtime.image.Image;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The small VGG with its trained weights on the test images of Fashion-MNIST, from Debian's package
 * {@code dataset-fashion-mnist}.
 */
class FashionTest {
  static final Path MODEL = Path.of("fashion", "fashion.cnn");
  private static final Path DATA = Path.of("/usr/share/datasets/fashion-mnist");
  static final Path IMAGES = DATA.resolve("t10k-images-idx3-ubyte.gz");
  static final Path LABELS = DATA.resolve("t10k-labels-idx1-ubyte.gz");
  private static final int SIDE = 28;

  /** What PyTorch found with these weights when they were trained, in percent. */
  private static final double TRAINED = 92.15;

  /** In points: ten images of 10,000. */
  private static final double MAX_DIFFERENCE = 0.1;

  /** In points, of accuracy, that bfloat16 may cost. */
  private static final double MAX_DROP_IN_BFLOAT16 = 0.3;

  /** Images that the reference takes at a time, for the memory of its layers. */
  private static final int PART = 1000;

  @TempDir private Path folder;

  @BeforeAll
  static void requireImages() {
    if (!Files.exists(IMAGES)) {
      String message = "Fashion-MNIST is NOT tested: install the package dataset-fashion-mnist";
      System.err.println(message);
      abort(message);
    }
  }

  static Tensor tensor(List<Image> images) {
    return Tensor.generate(
        TensorType.f32(images.size(), 1, SIDE, SIDE),
        i -> {
          int pixel = (int) (i % (SIDE * SIDE));
          Image image = images.get((int) (i / (SIDE * SIDE)));
          return image.sample(pixel % SIDE, pixel / SIDE, 0) / 255f;
        });
  }

  @Test
  void everyBuildIsRightAsOftenAsTheReference() throws IOException, OrtException {
    double expected = accuracyOfOnnxRuntime();
    assertEquals(TRAINED, expected, MAX_DIFFERENCE);

    for (String options : List.of("--winograd off", "--target x86-64-v2")) {
      Accuracies right = compared(options, MAX_DIFFERENCE, 0.9999);
      assertEquals(expected, right.a(), MAX_DIFFERENCE, "a " + options);
      assertEquals(expected, right.b(), MAX_DIFFERENCE, "b " + options);
    }
  }

  /** With or without instructions for it, and with those of older CPUs. */
  @ParameterizedTest
  @MethodSource("org.cnnc.examples.HostTargets#all")
  void bfloat16IsNearlyAsOftenRight(String target) throws IOException {
    assertNearlyAsOftenRight("--precision bf16 --target " + target);
  }

  @Test
  void allLayersInBfloat16AreNearlyAsOftenRight() throws IOException {
    assertNearlyAsOftenRight("--precision bf16 --all-layers");
  }

  private static void assertNearlyAsOftenRight(String options) throws IOException {
    Accuracies right = compared(options, MAX_DROP_IN_BFLOAT16, 0.9995);

    assertEquals(TRAINED, right.a(), MAX_DIFFERENCE);
    assertEquals(TRAINED, right.b(), MAX_DROP_IN_BFLOAT16);
  }

  /** How often builds are right: {@code a} for this machine, and {@code b} with some options. */
  private static Accuracies compared(String options, double maxDrop, double minCosine)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("compare", MODEL, "--json", "--b", options));
    arguments.addAll(List.of("--inputs", IMAGES, "--labels", LABELS));
    arguments.addAll(List.of("--max-drop", maxDrop, "--min-cosine", minCosine));
    return Accuracies.of(new CommandLine().succeed(arguments.toArray()));
  }

  private double accuracyOfOnnxRuntime() throws OrtException {
    Path onnx = folder.resolve("fashion.onnx");
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    compiler.export(compiler.load(MODEL), onnx);
    List<Image> images = IdxFile.readPictures(IMAGES);
    byte[] labels = IdxFile.readLabels(LABELS);
    assertEquals(labels.length, images.size());
    int right = 0;
    for (int first = 0; first < labels.length; first += PART) {
      Tensor part = tensor(images.subList(first, first + PART));
      float[] scores = OnnxRuntime.run(onnx, Map.of("image", part)).get("scores").toFloatArray();
      for (int i = 0; i < PART; i++) {
        right += best(scores, i) == labels[first + i] ? 1 : 0;
      }
    }
    return 100.0 * right / labels.length;
  }

  private static int best(float[] scores, int image) {
    int classes = scores.length / PART;
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = scores[image * classes + c] > scores[image * classes + best] ? c : best;
    }
    return best;
  }

  @Test
  void theLibraryComputesWhatTheModelMeans() {
    Tensor images = tensor(IdxFile.readPictures(IMAGES).subList(0, 20));
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    Tensor expected =
        GraphInterpreter.run(compiler.bind(compiler.load(MODEL)), Map.of("image", images))
            .get("scores");
    Path library = folder.resolve("fashion.so");
    compiler.compile(MODEL, library);

    try (Model model = Model.load(library);
        Workspace workspace = model.newWorkspace(Threads.of(1), 20)) {
      workspace.input("image").copyFrom(images.toFloatArray());
      workspace.run(20);
      float[] actual = workspace.output("scores").toFloatArray();
      for (int i = 0; i < actual.length; i++) {
        double error = Math.abs(expected.floatAt(i) - actual[i]);
        // Scores are up to 20; sums of 576 products.
        assertTrue(error <= 1e-4, "score %d: %s".formatted(i, error));
      }
    }
  }
}
