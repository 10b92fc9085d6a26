package org.cnnc.optimizer.cpu;

import java.util.List;
import org.cnnc.optimizer.lower.WinogradTiles;

/**
 * One thing that was weighed when an op got its schedule, as the one who weighed it hands it out.
 */
public sealed interface Reason {
  /**
   * A way to compute the op that was out of the question.
   *
   * @param alternative what was not taken: {@code winograd}
   * @param because what is so of the op, a clause in lower case: {@code the kernel is 1x1, not 3x3}
   */
  record Inapplicable(String alternative, String because) implements Reason {}

  /**
   * A way that is known to be best, for example because it was measured.
   *
   * @param model what the models of costs would have taken
   */
  record Known(Choice chosen, Choice model) implements Reason {}

  /**
   * Direct convolution against Winograd's algorithm, by the model of their costs in multiply-adds
   * of vectors.
   *
   * @param tiles the cheapest division of the outputs for Winograd's algorithm
   * @param minGain how many times cheaper than direct convolution that must be to be taken
   */
  record Algorithms(double direct, double winograd, WinogradTiles tiles, double minGain)
      implements Reason {
    /** Whether Winograd's algorithm was taken. */
    public boolean isWinograd() {
      return direct >= minGain * winograd;
    }
  }

  /**
   * The tiles of a matrix unit against vectors, by the cycles that a row of outputs is expected to
   * take.
   */
  record Units(double tiles, double vectors) implements Reason {
    /** Whether the tiles were taken. */
    public boolean isInTiles() {
      return tiles < vectors;
    }
  }

  /**
   * Tiles of outputs that fit into the registers.
   *
   * @param candidates all that were compared, in the order in which they were
   */
  record Tiling(RegisterTile chosen, List<RegisterTile.Candidate> candidates) implements Reason {
    public Tiling {
      candidates = List.copyOf(candidates);
    }
  }
}
