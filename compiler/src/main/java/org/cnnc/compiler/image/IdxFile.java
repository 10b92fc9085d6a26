package org.cnnc.compiler.image;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.cnnc.compiler.OutputFile;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.image.Image;

/**
 * Reads IDX files, the format of MNIST and its kin, as they are or compressed by gzip: unsigned
 * bytes in one dimension are labels, in three dimensions grey pictures.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x08;
  private static final int GZIP = 0x1F8B;
  private static final int HEAD = 4;
  private static final long MAX_BYTES = 1L << 30;

  private IdxFile() {}

  /** Whether a file begins as one of unsigned bytes does. */
  public static boolean isIdx(Path file) {
    try (InputStream in = open(file)) {
      byte[] head = in.readNBytes(HEAD);
      return head.length == HEAD && head[0] == 0 && head[1] == 0 && head[2] == UNSIGNED_BYTES;
    } catch (EOFException | ZipException _) {
      // Begins like gzip, and is something else.
      return false;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean isCompressed = (in.read() << 8 | in.read()) == GZIP;
      in.reset();
      return isCompressed ? new GZIPInputStream(in) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * The pictures of a file.
   *
   * @throws UserException where it cannot be read, is damaged, or holds something else
   */
  public static List<Image> readPictures(Path file) {
    Contents contents = read(file, 3, "pictures");
    int height = contents.dims.get(1);
    int width = contents.dims.get(2);
    ImageFile.checkSize(file, width, height);
    List<Image> pictures = new ArrayList<>();
    for (int i = 0; i < contents.dims.getFirst(); i++) {
      byte[] samples = new byte[width * height];
      contents.bytes.get(samples);
      pictures.add(new Image(width, height, 1, samples));
    }
    return pictures;
  }

  /**
   * The labels of a file, each an unsigned number.
   *
   * @throws UserException where it cannot be read, is damaged, or holds something else
   */
  public static byte[] readLabels(Path file) {
    Contents contents = read(file, 1, "labels");
    byte[] labels = new byte[contents.dims.getFirst()];
    contents.bytes.get(labels);
    return labels;
  }

  private record Contents(List<Integer> dims, ByteBuffer bytes) {}

  private static Contents read(Path file, int rank, String what) {
    try (InputStream in = open(file)) {
      ByteBuffer head = ByteBuffer.wrap(in.readNBytes(HEAD));
      if (head.remaining() < HEAD || head.getInt() != (UNSIGNED_BYTES << 8 | rank)) {
        throw new UserException(
            "%s: an IDX file of something else than %s".formatted(file, what),
            "%s are unsigned bytes in %d dimensions".formatted(what, rank));
      }
      ByteBuffer sizes = ByteBuffer.wrap(in.readNBytes(rank * Integer.BYTES));
      List<Integer> dims = new ArrayList<>();
      long expected = 1;
      for (int i = 0; i < rank; i++) {
        int dim = sizes.remaining() < Integer.BYTES ? -1 : sizes.getInt();
        if (dim < 0) {
          throw damaged(file, "it does not say its %d sizes".formatted(rank));
        }
        dims.add(dim);
        expected = Math.min(MAX_BYTES + 1, expected * dim);
      }
      if (expected > MAX_BYTES) {
        throw damaged(file, "its sizes are %s".formatted(dims));
      }
      byte[] bytes = in.readNBytes((int) expected);
      if (bytes.length < expected || in.read() >= 0) {
        throw damaged(file, "it has not the %d bytes that it says".formatted(expected));
      }
      return new Contents(dims, ByteBuffer.wrap(bytes));
    } catch (EOFException | ZipException e) {
      throw damaged(file, "it cannot be decompressed");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UserException damaged(Path file, String reason) {
    return new UserException("%s: damaged IDX file: %s".formatted(file, reason));
  }

  private static UserException unreadable(Path file, IOException e) {
    return new UserException("%s: cannot be read: %s".formatted(file, OutputFile.reason(e)));
  }
}
