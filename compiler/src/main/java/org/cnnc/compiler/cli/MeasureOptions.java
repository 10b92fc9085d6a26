package org.cnnc.compiler.cli;

import java.util.List;
import org.cnnc.compiler.UserException;
import org.cnnc.runtime.Threads;
import picocli.CommandLine.Option;

/** The options of commands that measure. */
final class MeasureOptions {
  @Option(
      names = "--threads",
      paramLabel = "T",
      split = ",",
      defaultValue = "1",
      description = "how many threads run the model together, such as 1,2 (default 1)")
  private List<Integer> threads;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "how long to measure each number of threads (default 3)")
  private double seconds;

  /**
   * The numbers of threads, in the order given.
   *
   * @throws UserException where one cannot be
   */
  List<Integer> threads() {
    try {
      return threads.stream().map(count -> Threads.of(count).count()).toList();
    } catch (IllegalArgumentException e) {
      throw new UserException("--threads: " + e.getMessage());
    }
  }

  /**
   * How long to measure.
   *
   * @throws UserException where it is no time
   */
  double seconds() {
    if (!(seconds > 0 && Double.isFinite(seconds))) {
      throw new UserException("--seconds: %s is not above 0".formatted(seconds));
    }
    return seconds;
  }
}
