package org.cnnc.ir.op;

import java.util.Locale;

/** What a {@link Reduce} computes of the elements that fall together. */
public enum ReduceKind {
  SUM,
  MEAN,
  MAX,
  MIN,
  PROD;

  /** The name in every text form: {@code mean}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
