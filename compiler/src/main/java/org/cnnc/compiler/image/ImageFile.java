package org.cnnc.compiler.image;

import java.awt.image.BufferedImage;
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
import org.cnnc.runtime.image.Image;

/**
 * Reads PNG, JPEG and PGM files, told apart by their first bytes, and writes PNG files.
 * Transparency is dropped, 16 bits become 8, and a picture without colours has one channel.
 */
public final class ImageFile {
  private static final long MAX_FILE_BYTES = 1L << 30;

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
        return Image.of(reader.read(0));
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
    if (width < 1 || height < 1 || width > Image.MAX_PIXELS || width * height > Image.MAX_PIXELS) {
      throw new UserException(
          "%s: the picture says it is %dx%d; 1 to %d pixels can be read"
              .formatted(file, width, height, Image.MAX_PIXELS));
    }
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
