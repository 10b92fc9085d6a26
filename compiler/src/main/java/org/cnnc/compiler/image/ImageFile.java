package org.cnnc.compiler.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;

/**
 * Reads PNG, JPEG and PGM files, told apart by their first bytes, and writes PNG files.
 * Transparency is dropped, 16 bits become 8, and a picture without colours has one channel.
 */
public final class ImageFile {
  /** Larger pictures are refused before they are decoded: 256 megapixels. */
  static final long MAX_PIXELS = 1L << 28;

  private static final long MAX_FILE_BYTES = 1L << 30;
  private static final int RGB = 3;

  private ImageFile() {}

  /** Whether the file's first bytes are those of a format that is read here. */
  public static boolean isImage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      return isPng(head) || isJpeg(head) || PortableGraymap.begins(head);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads a picture.
   *
   * @throws UserException where the file cannot be read, is damaged, too large, or of another
   *     format
   */
  public static Image read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UserException("%s: larger than %d bytes".formatted(file, MAX_FILE_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      if (PortableGraymap.begins(bytes)) {
        return PortableGraymap.read(file, bytes);
      }
      if (isPng(bytes) || isJpeg(bytes)) {
        return decode(file);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    throw new UserException("%s: not a PNG, JPEG or PGM picture".formatted(file));
  }

  /**
   * Writes a picture as PNG; the file is complete or not there at all.
   *
   * @throws UserException where it cannot be written
   */
  public static void writePng(BufferedImage picture, Path file) {
    ImageIO.setUseCache(false);
    try (OutputFile output = OutputFile.of(file)) {
      // Not by ImageIO's own file streams, which print stack traces where they fail.
      try (OutputStream out = Files.newOutputStream(output.draft())) {
        ImageIO.write(picture, "png", out);
      }
      output.commit();
    } catch (IOException e) {
      throw new UserException("%s: cannot be written: %s".formatted(file, e.getMessage()));
    }
  }

  private static Image decode(Path file) throws IOException {
    ImageIO.setUseCache(false);
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UserException("%s: this kind of picture cannot be read".formatted(file));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        checkSize(file, reader.getWidth(0), reader.getHeight(0));
        return convert(reader.read(0));
      } catch (IOException | RuntimeException e) {
        // The decoders answer damaged files with many kinds of exceptions.
        if (e instanceof UserException known) {
          throw known;
        }
        throw new UserException(
            "%s: the picture is damaged or of a kind that cannot be read".formatted(file));
      } finally {
        reader.dispose();
      }
    }
  }

  static void checkSize(Path file, long width, long height) {
    if (width < 1 || height < 1 || width > MAX_PIXELS || width * height > MAX_PIXELS) {
      throw new UserException(
          "%s: the picture says it is %dx%d; 1 to %d pixels can be read"
              .formatted(file, width, height, MAX_PIXELS));
    }
  }

  private static Image convert(BufferedImage picture) {
    boolean gray =
        picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(picture.getColorModel() instanceof IndexColorModel);
    return gray ? fromGray(picture) : fromRgb(picture);
  }

  // Not by getRGB, which takes grey samples for linear light and brightens them.
  private static Image fromGray(BufferedImage picture) {
    Raster raster = picture.getRaster();
    int bits = picture.getColorModel().getComponentSize(0);
    int max = (1 << bits) - 1;
    byte[] samples = new byte[picture.getWidth() * picture.getHeight()];
    for (int y = 0, i = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++, i++) {
        samples[i] = (byte) to8Bits(raster.getSample(x, y, 0), max);
      }
    }
    return new Image(picture.getWidth(), picture.getHeight(), 1, samples);
  }

  private static Image fromRgb(BufferedImage picture) {
    int width = picture.getWidth();
    byte[] samples = new byte[width * picture.getHeight() * RGB];
    int[] row = new int[width];
    for (int y = 0, i = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        samples[i++] = (byte) (pixel >> 16);
        samples[i++] = (byte) (pixel >> 8);
        samples[i++] = (byte) pixel;
      }
    }
    return new Image(width, picture.getHeight(), RGB, samples);
  }

  /** A sample of 0 to {@code max} as one of 0 to 255, rounded. */
  static int to8Bits(int sample, int max) {
    return max == 255 ? sample : (int) ((sample * 255L + max / 2) / max);
  }

  private static boolean isPng(byte[] head) {
    return head.length >= 4
        && (head[0] & 0xFF) == 0x89
        && head[1] == 'P'
        && head[2] == 'N'
        && head[3] == 'G';
  }

  private static boolean isJpeg(byte[] head) {
    return head.length >= 3
        && (head[0] & 0xFF) == 0xFF
        && (head[1] & 0xFF) == 0xD8
        && (head[2] & 0xFF) == 0xFF;
  }

  private static UserException unreadable(Path file, IOException e) {
    return new UserException(
        Files.exists(file)
            ? "%s: cannot be read: %s".formatted(file, e.getMessage())
            : "%s: no such file".formatted(file));
  }
}
