package org.cnnc.benchmarks.zoo;

import java.util.Optional;

/** A line of the table. */
sealed interface Row {
  /** The model's title. */
  String model();

  /** Why the model fails, in words. */
  Optional<String> problem();

  /**
   * A model that both engines ran.
   *
   * @param macs multiply-accumulates for one image
   * @param compileSeconds from the graph with its weights to the library
   * @param absolute the largest difference of two elements
   * @param relative the largest difference as a part of the largest element of its output
   * @param cosine the least cosine similarity of an output
   */
  record Compared(
      String model,
      long parameters,
      long macs,
      double compileSeconds,
      double absolute,
      double relative,
      double cosine,
      Optional<String> problem)
      implements Row {}

  /** A model that one of the engines did not run. */
  record Stopped(String model, String reason) implements Row {
    @Override
    public Optional<String> problem() {
      return Optional.of(reason);
    }
  }
}
