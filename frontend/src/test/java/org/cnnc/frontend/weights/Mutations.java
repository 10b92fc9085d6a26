package org.cnnc.frontend.weights;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;

/** Damages files. */
final class Mutations {
  private static final String LIKELY = "0123456789[]{}(),:\"'-.eFTrueN \0\u00ff";

  private Mutations() {}

  /** One to four changes, most of them in the first {@code headerBytes}. */
  static MappedFile mutated(byte[] good, int headerBytes, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int within = random.nextInt(8) == 0 ? bytes.length : Math.min(headerBytes, bytes.length);
      int at = random.nextInt(within);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> System.arraycopy(bytes, at, bytes, at / 2, Math.min(9, bytes.length - at));
        default -> {
          byte[] longer = new byte[bytes.length + 1];
          System.arraycopy(bytes, 0, longer, 0, at);
          longer[at] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
          System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
          bytes = longer;
        }
      }
    }
    return new MappedFile("mutated", MemorySegment.ofArray(bytes));
  }
}
