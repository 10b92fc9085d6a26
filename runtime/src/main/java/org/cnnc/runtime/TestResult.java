package org.cnnc.runtime;

import java.util.List;

/**
 * How a test of a model ended.
 *
 * @param title as the model's file has it
 * @param failures one line for each expectation that does not hold, beginning with its place in the
 *     model's file
 */
public record TestResult(String title, List<String> failures) {
  public TestResult {
    failures = List.copyOf(failures);
  }

  /** Whether all expectations hold. */
  public boolean passed() {
    return failures.isEmpty();
  }
}
