package org.cnnc.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runnable programs. */
class ProgramsTest {
  @TempDir private Path folder;

  @Test
  void everyDigitBesideLeNet5IsClassified() throws IOException {
    List<Path> pictures =
        Stream.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
            .map(name -> Path.of("lenet5", "digits", name + ".png"))
            .toList();
    Path library = folder.resolve("lenet5.so");
    new Compiler(CompilerOptions.DEFAULT).compile(Sample.LENET5, library);

    int[] digits = ClassifyDigits.classify(library, pictures);

    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, digits);
  }

  @Test
  void aPhotoIsSharpenedByTheFormula() {
    BufferedImage photo = new BufferedImage(21, 13, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int y = 0; y < photo.getHeight(); y++) {
      for (int x = 0; x < photo.getWidth(); x++) {
        photo.setRGB(x, y, random.nextInt(1 << 24));
      }
    }

    Path library = folder.resolve("filters.so");
    new Compiler(CompilerOptions.DEFAULT.withDims(SharpenPhoto.sizeOf(photo)))
        .compile(Path.of("filters", "filters.cnn"), library);

    BufferedImage sharp = SharpenPhoto.sharpen(library, photo);

    for (int y = 0; y < photo.getHeight(); y++) {
      for (int x = 0; x < photo.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int neighbours =
              part(photo, x - 1, y, shift)
                  + part(photo, x + 1, y, shift)
                  + part(photo, x, y - 1, shift)
                  + part(photo, x, y + 1, shift);
          int expected = Math.clamp(5 * part(photo, x, y, shift) - neighbours, 0, 255);
          assertEquals(expected, part(sharp, x, y, shift), "at (%d, %d)".formatted(x, y));
        }
      }
    }
  }

  /** Red, green or blue of a pixel; black outside of the picture. */
  private static int part(BufferedImage image, int x, int y, int shift) {
    boolean inside = x >= 0 && y >= 0 && x < image.getWidth() && y < image.getHeight();
    return inside ? image.getRGB(x, y) >> shift & 0xff : 0;
  }
}
