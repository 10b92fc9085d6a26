package org.cnnc.compiler.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Times of candidates that took turns, and the rule by which one is taken: the first, unless
 * another is clearly faster. Noise alone changes nothing.
 *
 * @param times of each candidate, one for each number of threads that all were measured with
 */
record Contest(List<List<Series>> times) {

  /** Less is not worth another choice. */
  private static final double MIN_GAIN = 1.02;

  /** Milliseconds of one candidate with one number of threads, round by round. */
  record Series(List<Double> milliseconds) {
    Series {
      milliseconds = List.copyOf(milliseconds);
    }

    double median() {
      return Samples.of(milliseconds.stream().mapToDouble(Double::doubleValue)).median();
    }

    /** How many times as long as another's of the same round each of these is. */
    Samples ratios(Series other) {
      return Samples.of(
          IntStream.range(0, milliseconds.size())
              .mapToDouble(round -> milliseconds.get(round) / other.milliseconds.get(round)));
    }
  }

  Contest {
    times = times.stream().map(List::copyOf).toList();
  }

  /**
   * The position of the candidate that is taken: of those that are clearly faster than the first
   * with some number of threads, and clearly slower with none, the one with the best times.
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

  /** Clear is what most rounds agree on: their quartiles lie on one side. */
  private boolean beatsFirst(int candidate) {
    boolean isFaster = false;
    for (int i = 0; i < times.getFirst().size(); i++) {
      Samples ratios = times.getFirst().get(i).ratios(times.get(candidate).get(i));
      if (ratios.upperQuartile() < 1) {
        return false;
      }
      isFaster |= ratios.lowerQuartile() > 1 && ratios.median() > MIN_GAIN;
    }
    return isFaster;
  }

  /** A candidate's medians as parts of those of the first, summed up. */
  private double relative(int candidate) {
    return IntStream.range(0, times.getFirst().size())
        .mapToDouble(i -> times.get(candidate).get(i).median() / times.getFirst().get(i).median())
        .sum();
  }
}
