package org.cnnc.benchmarks.sidebyside;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.cnnc.compiler.measure.Samples;

/** The times of turns, ours and a rival's. */
record Times(List<Pair> pairs) {
  /**
   * Two turns of one round.
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

  /** The pairs of equal rounds. */
  static Times of(List<Double> ours, List<Double> theirs) {
    return new Times(
        IntStream.range(0, ours.size())
            .mapToObj(i -> new Pair(ours.get(i), theirs.get(i)))
            .toList());
  }

  double theirMedian() {
    return samples(Pair::theirs).median();
  }

  /** The median of the pairs' ratios. */
  double medianRatio() {
    return samples(Pair::ratio).median();
  }

  double lowerQuartile() {
    return samples(Pair::ratio).lowerQuartile();
  }

  double upperQuartile() {
    return samples(Pair::ratio).upperQuartile();
  }

  private Samples samples(ToDoubleFunction<Pair> number) {
    return Samples.of(pairs.stream().mapToDouble(number));
  }
}
