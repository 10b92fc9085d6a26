package org.cnnc.ir.op;

import java.util.Locale;

/** Which elements are looked for: the largest or the smallest. */
public enum Extremum {
  MAX,
  MIN;

  /** The name in every text form: {@code max}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
