package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** A hundred real digits, and the scores that the trained LeNet-5 gives them. */
final class Digits {
  static final int COUNT = 100;
  static final int SIDE = 28;

  private static final Path RESOURCES = Path.of("src/test/resources/digits");
  private static final double TOLERANCE = 1e-4;

  private Digits() {}

  /** Black is 0, white 1. */
  static Tensor images() throws IOException {
    // Ten by ten of them in one picture.
    Raster digits = ImageIO.read(RESOURCES.resolve("digits.png").toFile()).getRaster();
    return Tensor.generate(
        TensorType.f32(COUNT, 1, SIDE, SIDE),
        i -> {
          int image = (int) i / (SIDE * SIDE);
          int x = image % 10 * SIDE + (int) i % SIDE;
          int y = image / 10 * SIDE + (int) i / SIDE % SIDE;
          return digits.getSample(x, y, 0) / 255f;
        });
  }

  /** The digit that each image shows. */
  static String labels() throws IOException {
    return Files.readString(RESOURCES.resolve("labels.txt")).replace("\n", "");
  }

  static void assertScores(Tensor actual) throws IOException {
    assertClose(Npy.read(RESOURCES.resolve("logits.npy")), actual);
  }

  static void assertClose(Tensor expected, Tensor actual) {
    assertEquals(expected.type(), actual.type());
    for (int i = 0; i < expected.type().elements(); i++) {
      assertEquals(expected.floatAt(i), actual.floatAt(i), TOLERANCE, "score " + i);
    }
  }
}
