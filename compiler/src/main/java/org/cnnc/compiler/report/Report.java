package org.cnnc.compiler.report;

import java.util.Optional;
import org.cnnc.compiler.explain.Explanation;
import org.cnnc.compiler.measure.Profile;

/**
 * What a report shows.
 *
 * @param profile where it was measured; nothing of it is estimated
 */
public record Report(Explanation explanation, Optional<Profile> profile) {
  /**
   * @throws IllegalArgumentException if the profile is of another program
   */
  public Report {
    int steps = explanation.program().steps().size();
    if (profile.isPresent() && profile.get().steps().size() != steps) {
      throw new IllegalArgumentException(
          "a profile of %d steps for a program of %d"
              .formatted(profile.get().steps().size(), steps));
    }
  }
}
