package org.cnnc.frontend.diagnostic;

import java.util.List;
import java.util.Map;

/**
 * A model or one of its files has mistakes; all that were found, sorted by place. {@link
 * #getMessage} is the text for the user, with source lines and carets.
 */
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** So many are shown; the rest is counted. */
  public static final int MAX_SHOWN = 20;

  private final transient List<Diagnostic> diagnostics;
  private final int omitted;

  /**
   * @param sources the files read, by the name that spans use, for the source lines
   */
  public DiagnosticException(List<Diagnostic> diagnostics, Map<String, SourceText> sources) {
    this(sorted(diagnostics), Math.max(0, diagnostics.size() - MAX_SHOWN), sources);
  }

  /** A single mistake outside any source file, such as of a command's option or a weight file. */
  public DiagnosticException(Diagnostic diagnostic) {
    this(List.of(diagnostic), Map.of());
  }

  private DiagnosticException(
      List<Diagnostic> shown, int omitted, Map<String, SourceText> sources) {
    super(new DiagnosticRenderer(sources).render(shown, omitted));
    this.diagnostics = shown;
    this.omitted = omitted;
  }

  private static List<Diagnostic> sorted(List<Diagnostic> diagnostics) {
    return diagnostics.stream().sorted(Diagnostic.BY_PLACE).limit(MAX_SHOWN).toList();
  }

  /** At most {@link #MAX_SHOWN}, sorted by place. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** How many more there are. */
  public int omitted() {
    return omitted;
  }

  /** Whether the model is right and only asks for what this compiler cannot do yet. */
  public boolean isUnsupported() {
    return diagnostics.stream().allMatch(d -> d.code() == Code.UNSUPPORTED);
  }
}
