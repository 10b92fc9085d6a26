package org.cnnc.compiler.cli;

/** How a command ended, for the shell. */
enum ExitStatus {
  OK(0),
  /** The user's mistake, or the machine's: the message says what to do. */
  ERROR(1),
  /** Right, but beyond this compiler or the chosen target. */
  UNSUPPORTED(3),
  /** Our mistake; {@code EX_SOFTWARE} of sysexits.h. */
  BUG(70);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
