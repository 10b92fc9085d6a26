package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.frontend.weights.SafetensorsWriter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.artifact.Pixels;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code from pixels(...)} makes of a picture is what Pillow and torchvision make of it. */
class PixelsTest {
  /** Tensors that {@code reference.py} made there. */
  private static final Path REFERENCES = Path.of("src/test/resources/pixels");

  /** A sample that is rounded otherwise is off by at least 1/255. */
  private static final double TOLERANCE = 1e-3;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          imagenet | photos/coffee.png         | 3, 32, 32 | rgb, resize=37, crop=32, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]
          bgr      | photos/chelsea.png        | 3, 31, 23 | bgr, resize=(31, 23), scale=1.0, mean=[103.939, 116.779, 123.68]
          gray     | photos/astronaut.png      | 1, 33, 50 | gray, resize=(40, 57), crop=(33, 50)
          larger   | lenet5/digits/seven.png   | 1, 40, 38 | gray, resize=45, crop=(40, 38)
          """)
  void isWhatPillowMakes(String reference, Path picture, String shape, String pixels)
      throws IOException {
    Path model = folder.resolve("model.cnn");
    Files.writeString(
        model,
        """
        cnn 1
        model Picture {
          input  image: f32[N, %s] from pixels(%s)
          output same:  f32[N, %s]
          same = image * 1.0
        }
        """
            .formatted(shape, pixels, shape));

    new CommandLine().succeed("run", model, "--input", "image=" + picture, "--output-dir", folder);

    assertIsReference(reference);
  }

  /** Through a convolution that changes nothing, whose weights take in what they can. */
  @ParameterizedTest
  @CsvSource({"0, ALL", "1, FACTOR"})
  void isWhatPillowMakesWithAPartInTheWeights(int padding, Pixels.Folded part) throws IOException {
    int kernel = 2 * padding + 1;
    TensorType type = TensorType.f32(3, 3, kernel, kernel);
    int area = kernel * kernel;
    Tensor same = Tensor.generate(type, i -> i % (4L * area) == area / 2 ? 1 : 0);
    SafetensorsWriter.write(folder.resolve("same.safetensors"), Map.of("same.weight", same));
    Path model = folder.resolve("model.cnn");
    Files.writeString(
        model,
        """
        cnn 1
        model Picture {
          input  image: f32[N, 3, 32, 32] from pixels(rgb, resize=37, crop=32, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])
          output same:  f32[N, 3, 32, 32]
          weights "same.safetensors"
          same = image -> same: conv2d(3, %d, padding=%d, bias=false)
        }
        """
            .formatted(kernel, padding));
    Path library = folder.resolve("model.so");
    CommandLine cnnc = new CommandLine();

    cnnc.succeed("compile", model, "--fold-pixels", "-o", library);
    cnnc.succeed(
        "run",
        model,
        "--fold-pixels",
        "--input",
        "image=photos/coffee.png",
        "--output-dir",
        folder);

    try (Model loaded = Model.load(library)) {
      assertEquals(part, loaded.inputs().getFirst().pixels().orElseThrow().folded());
    }
    assertIsReference("imagenet");
  }

  private void assertIsReference(String reference) throws IOException {
    Tensor expected = Npy.read(REFERENCES.resolve(reference + ".npy"));
    Tensor actual = Npy.read(folder.resolve("same.npy"));
    assertEquals(expected.type(), actual.type());
    for (int i = 0; i < expected.type().elements(); i++) {
      assertEquals(expected.floatAt(i), actual.floatAt(i), TOLERANCE, "element " + i);
    }
  }
}
