package org.cnnc.optimizer.pass;

import java.util.List;

/** A pass that must come before another, and why. */
record Order(String first, String second, String reason) {
  static Order before(String first, String second, String reason) {
    return new Order(first, second, reason);
  }

  /**
   * @throws IllegalStateException where the passes break it, or one of the two is not there
   */
  void check(List<String> passes) {
    int one = passes.indexOf(first);
    int two = passes.indexOf(second);
    if (one < 0 || two < 0 || one >= two) {
      throw new IllegalStateException(
          "%s must run before %s (%s), the passes are %s".formatted(first, second, reason, passes));
    }
  }
}
