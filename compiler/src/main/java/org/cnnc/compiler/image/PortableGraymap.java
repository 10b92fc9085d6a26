package org.cnnc.compiler.image;

import java.nio.file.Path;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.image.Image;

/** Reads PGM pictures: {@code P5} (binary) and {@code P2} (text), of 8 or 16 bits a sample. */
final class PortableGraymap {
  private static final int MAX_SAMPLE = 65_535;

  private final Path file;
  private final byte[] bytes;
  private int at = 2;

  private PortableGraymap(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  static boolean begins(byte[] head) {
    return head.length >= 2 && head[0] == 'P' && (head[1] == '2' || head[1] == '5');
  }

  static Image read(Path file, byte[] bytes) {
    return new PortableGraymap(file, bytes).read();
  }

  private Image read() {
    int width = number("width", (int) Image.MAX_PIXELS);
    int height = number("height", (int) Image.MAX_PIXELS);
    ImageFile.checkSize(file, width, height);
    int max = number("largest sample", MAX_SAMPLE);
    if (max == 0) {
      throw damaged("the largest sample is 0");
    }
    boolean binary = bytes[1] == '5';
    // Before anything is allocated: a sample has a byte at least, in either form.
    if (bytes.length - at < (long) width * height) {
      throw damaged("it ends too early for %dx%d".formatted(width, height));
    }
    byte[] samples = new byte[width * height];
    if (binary) {
      at++;
    }
    for (int i = 0; i < samples.length; i++) {
      int sample = binary ? binarySample(max) : number("sample", max);
      samples[i] = (byte) Image.to8Bits(sample, max);
    }
    return new Image(width, height, 1, samples);
  }

  private int binarySample(int max) {
    int sample = next();
    if (max > 255) {
      sample = sample << 8 | next();
    }
    if (sample > max) {
      throw damaged("a sample is larger than %d".formatted(max));
    }
    return sample;
  }

  private int next() {
    if (at >= bytes.length) {
      throw damaged("it ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  /** The next decimal number, after white space and comments. */
  private int number(String what, int max) {
    skipSpace();
    int start = at;
    long value = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + (bytes[at++] - '0');
      if (value > max) {
        throw damaged("the %s is larger than %d".formatted(what, max));
      }
    }
    if (at == start) {
      throw damaged("the %s is missing".formatted(what));
    }
    return (int) value;
  }

  private void skipSpace() {
    while (at < bytes.length && (Character.isWhitespace(bytes[at]) || bytes[at] == '#')) {
      if (bytes[at] == '#') {
        while (at < bytes.length && bytes[at] != '\n') {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  private UserException damaged(String reason) {
    return new UserException("%s: damaged PGM picture: %s".formatted(file, reason));
  }
}
