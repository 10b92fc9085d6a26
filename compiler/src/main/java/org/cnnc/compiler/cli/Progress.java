package org.cnnc.compiler.cli;

import java.io.PrintStream;

/** Says on a terminal what is being done, on one line that the next one replaces. */
public final class Progress implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;

  private Progress(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** Progress on standard error where that is a terminal. */
  public static Progress ofTerminal() {
    return new Progress(System.err, Terminal.showsErrors());
  }

  /** Replaces what is said by this. */
  public void step(String what) {
    if (shown) {
      err.print(CLEAR_LINE + "cnnc: " + what + " ...");
      err.flush();
    }
  }

  /** Removes the line, so that something else can be printed. */
  public void clear() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
