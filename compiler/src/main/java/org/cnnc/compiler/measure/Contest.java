package org.cnnc.compiler.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Times of candidates that took turns, and the rule by which one is taken: the first, unless
 * another is clearly faster. Noise alone changes nothing.
 *
 * @param times of each candidate, one for each number of threads that all were measured with
 */
record Contest(List<List<Samples>> times) {
  private static final double LOWER_QUARTILE = 0.25;
  private static final double UPPER_QUARTILE = 0.75;

  Contest {
    times = times.stream().map(List::copyOf).toList();
  }

  /**
   * The position of the candidate that is taken: of those that are faster than the first by more
   * than the spread with some number of threads, and slower by more than the spread with none, the
   * one with the best times.
   */
  int winner() {
    int winner = 0;
    for (int candidate = 1; candidate < times.size(); candidate++) {
      if (beatsFirst(candidate) && relative(candidate) < relative(winner)) {
        winner = candidate;
      }
    }
    return winner;
  }

  private boolean beatsFirst(int candidate) {
    boolean isFaster = false;
    for (int i = 0; i < times.getFirst().size(); i++) {
      Samples first = times.getFirst().get(i);
      Samples other = times.get(candidate).get(i);
      double margin = first.median() - other.median();
      double spread = Math.max(spread(first), spread(other));
      if (margin < -spread) {
        return false;
      }
      isFaster |= margin > spread;
    }
    return isFaster;
  }

  private static double spread(Samples samples) {
    return samples.quantile(UPPER_QUARTILE) - samples.quantile(LOWER_QUARTILE);
  }

  /** A candidate's medians as parts of those of the first, summed up. */
  private double relative(int candidate) {
    return IntStream.range(0, times.getFirst().size())
        .mapToDouble(i -> times.get(candidate).get(i).median() / times.getFirst().get(i).median())
        .sum();
  }
}
