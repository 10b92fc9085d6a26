package org.cnnc.runtime.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageTest {
  @Test
  void halvingAveragesWithATriangleOfFourPixels() {
    // Support 2 around x = 1: weights 0.25, 0.75, 0.75, 0.25 of 8; the first loses one to the edge.
    Image image = gray(4, 1, 0, 100, 200, 40);
    Image half = image.resized(2, 1);
    assertEquals(Math.round((0.75 * 0 + 0.75 * 100 + 0.25 * 200) / 1.75), half.sample(0, 0, 0));
    assertEquals(Math.round((0.25 * 100 + 0.75 * 200 + 0.75 * 40) / 1.75), half.sample(1, 0, 0));
  }

  @Test
  void doublingInterpolatesAndKeepsTheEdges() {
    Image twice = gray(2, 1, 0, 200).resized(4, 1);
    assertEquals(0, twice.sample(0, 0, 0));
    assertEquals(50, twice.sample(1, 0, 0));
    assertEquals(150, twice.sample(2, 0, 0));
    assertEquals(200, twice.sample(3, 0, 0));
  }

  @Test
  void aConstantPictureStaysConstant() {
    byte[] samples = new byte[7 * 5 * 3];
    Arrays.fill(samples, (byte) 201);
    Image image = new Image(7, 5, 3, samples).resized(13, 3);
    for (int i = 0; i < 13 * 3 * 3; i++) {
      assertEquals(201, image.sample(i / 3 % 13, i / 39, i % 3));
    }
  }

  @Test
  void cropsTheMiddle() {
    Image crop = gray(5, 1, 1, 2, 3, 4, 5).centerCrop(2, 1);
    assertEquals(3, crop.sample(0, 0, 0));
    assertEquals(4, crop.sample(1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> crop.centerCrop(3, 1));
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 2, 8", "0, 2, 1, 0", "-2, -2, 1, 4", "2, 1, 1, 3", "65536, 65536, 1, 0"})
  void whatIsNoPictureIsRefused(int width, int height, int channels, int samples) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Image(width, height, channels, new byte[samples]));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void takesThePixelsOfEveryType(int type) {
    BufferedImage whole = new BufferedImage(5, 4, type);
    for (int i = 0; i < 20; i++) {
      whole.setRGB(i % 5, i / 5, 0xff000000 | i * 0x0b070d);
    }
    // A part of a picture has the rows of the whole.
    Image part = Image.of(whole.getSubimage(1, 2, 3, 2));
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 3; x++) {
        int pixel = (x + 1 + (y + 2) * 5) * 0x0b070d;
        assertEquals(pixel >> 16 & 0xff, part.sample(x, y, 0));
        assertEquals(pixel >> 8 & 0xff, part.sample(x, y, 1));
        assertEquals(pixel & 0xff, part.sample(x, y, 2));
      }
    }
  }

  private static Image gray(int width, int height, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return new Image(width, height, 1, bytes);
  }
}
