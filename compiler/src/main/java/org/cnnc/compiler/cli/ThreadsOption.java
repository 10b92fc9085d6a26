package org.cnnc.compiler.cli;

import org.cnnc.compiler.UserException;
import org.cnnc.runtime.Threads;
import picocli.CommandLine.Option;

/** The option of commands that run models, and do not measure them. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "how many threads run the model together (default: all processors)")
  private Integer threads;

  /**
   * As many as were asked for.
   *
   * @throws UserException where there cannot be so many
   */
  Threads threads() {
    if (threads == null) {
      return Threads.available();
    }
    try {
      return Threads.of(threads);
    } catch (IllegalArgumentException e) {
      throw new UserException("--threads: " + e.getMessage());
    }
  }
}
