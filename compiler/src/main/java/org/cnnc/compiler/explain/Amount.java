package org.cnnc.compiler.explain;

import java.util.Locale;

/** Large numbers with three digits and a prefix: {@code 4.09 GFLOP}, {@code 25.6 MB}. */
public final class Amount {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Amount() {}

  /** Floating point operations. */
  public static String flops(long count) {
    return of(count, "FLOP");
  }

  /** Bytes; a thousand of them are a kB. */
  public static String bytes(long count) {
    return of(count, "B");
  }

  private static String of(long count, String unit) {
    double number = count;
    int prefix = 0;
    // 999.5 would be written as 1000.
    for (; number >= 999.5; prefix++) {
      number /= 1000;
    }
    int decimals = prefix == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f %s%s", number, PREFIXES[prefix], unit);
  }
}
