package org.cnnc.benchmarks.sidebyside;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cnnc.compiler.measure.Samples;

/** The times of turns. */
record Times(List<Pair> pairs) {
  /**
   * Two turns, one after the other.
   *
   * @param ours milliseconds a run
   * @param theirs milliseconds a run
   */
  record Pair(double ours, double theirs) {
    /** How many times as long as ours theirs took. */
    double ratio() {
      return theirs / ours;
    }
  }

  Times {
    pairs = List.copyOf(pairs);
  }

  double ourMedian() {
    return samples(Pair::ours).median();
  }

  double theirMedian() {
    return samples(Pair::theirs).median();
  }

  /** A quantile of the pairs' ratios. */
  double ratio(double quantile) {
    return samples(Pair::ratio).quantile(quantile);
  }

  private Samples samples(ToDoubleFunction<Pair> number) {
    return Samples.of(pairs.stream().mapToDouble(number));
  }
}
