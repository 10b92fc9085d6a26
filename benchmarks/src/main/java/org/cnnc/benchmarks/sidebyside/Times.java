package org.cnnc.benchmarks.sidebyside;

import java.util.List;
import java.util.function.ToDoubleFunction;

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
    return quantile(Pair::ours, 0.5);
  }

  double theirMedian() {
    return quantile(Pair::theirs, 0.5);
  }

  /** A quantile of the pairs' ratios. */
  double ratio(double quantile) {
    return quantile(Pair::ratio, quantile);
  }

  /** The quantile of a number of each pair, interpolated between two pairs. */
  private double quantile(ToDoubleFunction<Pair> number, double quantile) {
    double[] sorted = pairs.stream().mapToDouble(number).sorted().toArray();
    double position = quantile * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
