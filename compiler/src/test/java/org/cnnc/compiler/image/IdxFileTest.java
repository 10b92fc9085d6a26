package org.cnnc.compiler.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  /** Two pictures, two pixels high and one wide. */
  private static final byte[] PICTURES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 10, 20, 30, (byte) 255
  };

  private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 3, 7, 0, (byte) 200};

  @TempDir private Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(all)) {
      out.write(bytes);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsPicturesAndLabels(boolean isCompressed) throws IOException {
    Path pictures = write(isCompressed ? compressed(PICTURES) : PICTURES);
    assertTrue(IdxFile.isIdx(pictures));
    List<Image> images = IdxFile.readPictures(pictures);
    assertEquals(2, images.size());
    assertEquals(1, images.get(1).width());
    assertEquals(2, images.get(1).height());
    assertEquals(1, images.get(1).channels());
    assertEquals(30, images.get(1).sample(0, 0, 0));
    assertEquals(255, images.get(1).sample(0, 1, 0));

    Path labels = write(isCompressed ? compressed(LABELS) : LABELS);
    assertArrayEquals(new byte[] {7, 0, (byte) 200}, IdxFile.readLabels(labels));
  }

  @Test
  void knowsWhatIsNone() throws IOException {
    assertFalse(IdxFile.isIdx(write(new byte[] {0, 0, 8})));
    assertFalse(IdxFile.isIdx(write("a text".getBytes(StandardCharsets.UTF_8))));
    assertFalse(IdxFile.isIdx(write(new byte[] {0x1F, (byte) 0x8B, 1, 2, 3})));
    assertFalse(IdxFile.isIdx(write(compressed("a text".getBytes(StandardCharsets.UTF_8)))));
  }

  @Test
  void labelsAreNoPictures() throws IOException {
    Path labels = write(LABELS);
    UserException e = assertThrows(UserException.class, () -> IdxFile.readPictures(labels));
    assertEquals(labels + ": an IDX file of something else than pictures", e.getMessage());
  }

  /** Cut at any byte, too long, or with sizes that cannot be: an error that says so. */
  @Test
  void damageIsSaid() throws IOException {
    for (int length = 4; length < PICTURES.length; length++) {
      assertDamaged(Arrays.copyOf(PICTURES, length));
      byte[] packed = compressed(PICTURES);
      assertDamaged(Arrays.copyOf(packed, packed.length - length));
    }
    assertDamaged(Arrays.copyOf(PICTURES, PICTURES.length + 1));
    byte[] negative = PICTURES.clone();
    negative[4] = (byte) 0x80;
    assertDamaged(negative);
    byte[] huge = PICTURES.clone();
    Arrays.fill(huge, 4, 16, (byte) 0x7F);
    assertDamaged(huge);
  }

  private void assertDamaged(byte[] bytes) throws IOException {
    Path file = write(bytes);
    UserException e = assertThrows(UserException.class, () -> IdxFile.readPictures(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
  }
}
