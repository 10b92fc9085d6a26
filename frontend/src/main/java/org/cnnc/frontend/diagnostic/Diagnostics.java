package org.cnnc.frontend.diagnostic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.SourceSpan;

/**
 * Collects the mistakes of a compilation. Of several with one code at one place (a loop's body, a
 * block used often) only the first is kept: they have one cause.
 */
public final class Diagnostics {
  /** After so many mistakes the rest would not be read. */
  private static final int ENOUGH = 200;

  private final Map<String, SourceText> sources;
  private final List<Diagnostic> found = new ArrayList<>();
  private final Set<Key> seen = new HashSet<>();

  private record Key(Code code, SourceSpan span) {}

  /**
   * @param sources the files read, by the name that spans use; may grow later
   */
  public Diagnostics(Map<String, SourceText> sources) {
    this.sources = sources;
  }

  /**
   * Keeps a mistake, unless its code and place were reported before.
   *
   * @throws DiagnosticException after an absurd number of mistakes
   */
  public void report(Diagnostic diagnostic) {
    if (seen.add(new Key(diagnostic.code(), diagnostic.span()))) {
      found.add(diagnostic);
      if (found.size() >= ENOUGH) {
        throwIfAny();
      }
    }
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the phase: nothing may be built on a model that has mistakes.
   *
   * @throws DiagnosticException with all that was reported, if anything was
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new DiagnosticException(found, sources);
    }
  }
}
