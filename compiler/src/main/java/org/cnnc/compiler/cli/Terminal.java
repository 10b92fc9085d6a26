package org.cnnc.compiler.cli;

import java.util.OptionalInt;

/** What the launcher script knows of the terminals, and Java cannot ask. */
final class Terminal {
  private Terminal() {}

  /** Whether standard error is one. */
  static boolean showsErrors() {
    return Boolean.getBoolean("cnnc.progress");
  }

  /** The width of standard output in characters; empty where that is no terminal. */
  static OptionalInt columns() {
    Integer columns = Integer.getInteger("cnnc.columns");
    return columns == null || columns < 1 ? OptionalInt.empty() : OptionalInt.of(columns);
  }
}
