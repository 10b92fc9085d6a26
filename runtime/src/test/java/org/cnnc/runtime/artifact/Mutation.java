package org.cnnc.runtime.artifact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damages files. */
public final class Mutation {
  private static final byte[] TELLING = "\"\\{}[],:-09eN\0\u007f".getBytes(StandardCharsets.UTF_8);

  private Mutation() {}

  /** A copy with one to four bytes changed, the end cut off, or eight bytes inserted. */
  public static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      // Half of all changes hit the last hundred bytes, where the sizes are.
      int at =
          random.nextBoolean()
              ? random.nextInt(bytes.length)
              : bytes.length - 1 - random.nextInt(Math.min(100, bytes.length));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
        default -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + 8);
          System.arraycopy(bytes, at, longer, at + 8, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }
}
