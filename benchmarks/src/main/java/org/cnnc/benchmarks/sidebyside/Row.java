package org.cnnc.benchmarks.sidebyside;

import java.util.List;
import java.util.Optional;
import org.cnnc.benchmarks.contestant.Rival;
import org.cnnc.compiler.measure.Samples;

/**
 * What was measured of one model on a number of threads.
 *
 * @param ours milliseconds a run, of each round
 * @param results of each rival, in the order asked for
 */
record Row(String model, int threads, List<Double> ours, List<Result> results) {
  /** What came of one rival. */
  sealed interface Result {
    Rival rival();
  }

  /**
   * It agrees with us.
   *
   * @param spent the largest difference of the outputs, as a part of what is allowed
   */
  record Measured(Rival rival, Times times, double spent) implements Result {}

  /** It does not take the model. */
  record Refused(Rival rival, String reason) implements Result {}

  /** Its outputs are not ours; a fast wrong answer is not measured. */
  record Disagrees(Rival rival, String difference) implements Result {}

  Row {
    ours = List.copyOf(ours);
    results = List.copyOf(results);
  }

  double ourMedian() {
    return Samples.of(ours.stream().mapToDouble(ms -> ms)).median();
  }

  /** The times beside a rival, where it was measured. */
  Optional<Times> times(Rival rival) {
    return results.stream()
        .filter(result -> result.rival() == rival)
        .filter(Measured.class::isInstance)
        .map(result -> ((Measured) result).times())
        .findFirst();
  }

  /** The least ratio of all rivals: that of the fastest one. */
  Optional<Double> leastRatio() {
    return results.stream()
        .filter(Measured.class::isInstance)
        .map(result -> ((Measured) result).times().medianRatio())
        .min(Double::compare);
  }
}
