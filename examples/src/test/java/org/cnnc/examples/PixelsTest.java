package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cnnc.frontend.weights.Npy;
import org.cnnc.ir.tensor.Tensor;
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

    Tensor expected = Npy.read(REFERENCES.resolve(reference + ".npy"));
    Tensor actual = Npy.read(folder.resolve("same.npy"));
    assertEquals(expected.type(), actual.type());
    for (int i = 0; i < expected.type().elements(); i++) {
      assertEquals(expected.floatAt(i), actual.floatAt(i), TOLERANCE, "element " + i);
    }
  }
}
