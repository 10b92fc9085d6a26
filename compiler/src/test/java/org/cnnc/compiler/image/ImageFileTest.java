package org.cnnc.compiler.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
  @TempDir private Path folder;

  @Test
  void readsBinaryGraymapsWithComments() throws IOException {
    Image image = read(concat("P5 # digits\n3 2\n255\n", 0, 1, 2, 253, 254, 255));
    assertEquals(3, image.width());
    assertEquals(2, image.height());
    assertEquals(1, image.channels());
    assertEquals(2, image.sample(2, 0, 0));
    assertEquals(253, image.sample(0, 1, 0));
  }

  @Test
  void readsTextAnd16BitGraymaps() throws IOException {
    assertEquals(
        128, read("P2\n2 1\n1000\n0 500\n".getBytes(StandardCharsets.UTF_8)).sample(1, 0, 0));
    assertEquals(255, read(concat("P5\n1 1\n65535\n", 255, 255)).sample(0, 0, 0));
  }

  @Test
  void grayPngKeepsItsSamples() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setSample(0, 0, 0, 128);
    picture.getRaster().setSample(1, 0, 0, 7);
    Image image = read(encode(picture, "png"));
    assertEquals(1, image.channels());
    assertEquals(128, image.sample(0, 0, 0));
    assertEquals(7, image.sample(1, 0, 0));
  }

  @Test
  void rgbPngGivesRedGreenBlue() throws IOException {
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0x102030);
    Image image = read(encode(picture, "png"));
    assertEquals(3, image.channels());
    assertEquals(0x10, image.sample(0, 0, 0));
    assertEquals(0x20, image.sample(0, 0, 1));
    assertEquals(0x30, image.sample(0, 0, 2));
    // Pillow's convert("L") of the same pixel.
    assertEquals(29, image.toGray().sample(0, 0, 0));
  }

  @Test
  void writesWhatItReads() throws IOException {
    Image image = read(concat("P5\n2 1\n255\n", 7, 200));
    Path file = folder.resolve("written.png");

    ImageFile.writePng(image.toBufferedImage(), file);

    Image written = ImageFile.read(file);
    assertEquals(3, written.channels());
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(7, written.sample(0, 0, channel));
      assertEquals(200, written.sample(1, 0, channel));
    }
  }

  @Test
  void refusesToWriteWhereNothingCanBe() {
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Path file = folder.resolve("missing").resolve("written.png");

    UserException e = assertThrows(UserException.class, () -> ImageFile.writePng(picture, file));

    assertEquals(file.getParent() + ": no such folder", e.getMessage());
  }

  @Test
  void readsJpeg() throws IOException {
    BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    Image image = read(encode(picture, "jpg"));
    assertEquals(8, image.width());
    assertTrue(image.sample(3, 3, 0) < 4, "black stays black");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P5",
        "P5 0 1 255\n",
        "P5 1 1 0\n",
        "P5 99999 99999 255\n",
        "P5 4 4 255\nabc",
        "P2 2 1 9 3",
        "P2 1 1 9 10",
        "P5 1 99999999999999999999 255\n",
        "GIF89a",
        "",
        "P2 1 1 9 x"
      })
  void refusesDamagedFilesInOneLine(String content) {
    UserException e =
        assertThrows(UserException.class, () -> read(content.getBytes(StandardCharsets.UTF_8)));
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void mutatedPicturesGiveAPictureOrAUserException() throws IOException {
    BufferedImage picture = new BufferedImage(16, 9, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16 * 9; i++) {
      picture.setRGB(i % 16, i / 16, i * 0x010305);
    }
    byte[][] seeds = {
      encode(picture, "png"), encode(picture, "jpg"), concat("P5 3 2 255\n", 1, 2, 3, 4, 5, 6)
    };
    long seed = 20_261_122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1500; i++) {
      byte[] mutant = seeds[i % seeds.length].clone();
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
      }
      try {
        Image image = read(mutant);
        assertTrue(image.width() > 0, "seed " + seed + ", mutant " + i);
      } catch (UserException e) {
        assertEquals(1, e.getMessage().lines().count(), "seed " + seed + ", mutant " + i);
      }
    }
  }

  private Image read(byte[] content) throws IOException {
    Path file = folder.resolve("picture");
    Files.write(file, content);
    return ImageFile.read(file);
  }

  private static byte[] encode(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(picture, format, out));
    return out.toByteArray();
  }

  private static byte[] concat(String header, int... samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    for (int sample : samples) {
      out.write(sample);
    }
    return out.toByteArray();
  }
}
