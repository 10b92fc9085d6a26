package org.cnnc.frontend.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cnnc.ir.SourceSpan;

/**
 * One mistake: its code and place, what is wrong in lower case without full stop, labelled places
 * that explain it, the chain of blocks that led there (innermost last), and a remedy that is very
 * likely right.
 *
 * @param span the smallest guilty place; line 0 stands for the file as a whole
 * @param chain one line for each block, as {@code layer2.0: BasicBlock(out=128)}, with its place
 */
public record Diagnostic(
    Code code,
    SourceSpan span,
    String message,
    List<Place> places,
    List<Frame> chain,
    Optional<String> help) {

  /** Sorts by file, line and column, then by code. */
  public static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparing((Diagnostic d) -> d.span().file())
          .thenComparing(d -> d.span().line())
          .thenComparing(d -> d.span().column())
          .thenComparing(Diagnostic::code);

  /** A use of a block or model on the way to the mistake. */
  public record Frame(String text, SourceSpan span) {}

  public Diagnostic {
    places = List.copyOf(places);
    chain = List.copyOf(chain);
  }

  public static Diagnostic at(SourceSpan span, Code code, String message) {
    return new Diagnostic(code, span, message, List.of(), List.of(), Optional.empty());
  }

  /** A mistake that concerns a file, and no line of it. */
  public static Diagnostic ofFile(String file, Code code, String message) {
    return at(new SourceSpan(file, 0, 0, 0), code, message);
  }

  public Diagnostic help(String text) {
    return new Diagnostic(code, span, message, places, chain, Optional.of(text));
  }

  /** The same with a remedy, if there is one. */
  public Diagnostic help(Optional<String> text) {
    return text.isPresent() ? help(text.get()) : this;
  }

  public Diagnostic place(SourceSpan at, String text, String origin) {
    List<Place> more = new ArrayList<>(places);
    more.add(new Place(at, text, origin));
    return new Diagnostic(code, span, message, more, chain, help);
  }

  public Diagnostic in(List<Frame> frames) {
    return new Diagnostic(code, span, message, places, frames, help);
  }
}
