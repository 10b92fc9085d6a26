package org.cnnc.frontend.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cnnc.ir.SourceSpan;

/**
 * Draws diagnostics for a terminal, without colour:
 *
 * {@snippet lang=text :
 * resnet.cnn:14:12: error[shape-mismatch]: cannot add [N, 128, 28, 28] and [N, 64, 56, 56]
 *    14 |   return y + shortcut -> relu
 *       |          ^   ^^^^^^^^
 *       |          |   [N, 64, 56, 56]   assigned at resnet.cnn:9:3
 *       |          [N, 128, 28, 28]      assigned at resnet.cnn:6:3
 *    in ResNet18 > layer2.0: BasicBlock(out=128, stride=2)   resnet.cnn:27:16
 *    = help: a strided or widened block needs a projection shortcut
 * }
 */
public final class DiagnosticRenderer {
  /** Longer source lines are not drawn: the place says enough, and a terminal would wrap them. */
  private static final int MAX_LINE = 400;

  /** Chains of blocks are shown by their first and last links when they are longer than this. */
  private static final int MAX_CHAIN = 8;

  private final Map<String, SourceText> sources;

  public DiagnosticRenderer(Map<String, SourceText> sources) {
    this.sources = sources;
  }

  /** All diagnostics in order, each ending with a line end. */
  public String render(List<Diagnostic> diagnostics, int omitted) {
    StringBuilder out = new StringBuilder();
    diagnostics.forEach(d -> render(d, out));
    if (omitted > 0) {
      out.append("and %d more %s\n".formatted(omitted, omitted == 1 ? "error" : "errors"));
    }
    return out.toString();
  }

  private void render(Diagnostic d, StringBuilder out) {
    String where = d.span().line() == 0 ? d.span().file() : d.span().toString();
    out.append("%s: error[%s]: %s\n".formatted(where, d.code().text(), d.message()));
    if (d.span().line() > 0) {
      List<Place> places = d.places().isEmpty() ? List.of(new Place(d.span(), "", "")) : d.places();
      placesByLine(d.span(), places).forEach(line -> drawLine(line, out));
    }
    drawChain(d.chain(), out);
    d.help().ifPresent(help -> out.append("   = help: ").append(help).append('\n'));
  }

  /** The places grouped by their lines, the line of the mistake itself first. */
  private static List<List<Place>> placesByLine(SourceSpan guilty, List<Place> places) {
    Map<String, List<Place>> lines = new TreeMap<>();
    for (Place place : places) {
      boolean first =
          place.span().line() == guilty.line() && place.span().file().equals(guilty.file());
      String key = first ? "" : "%s:%09d".formatted(place.span().file(), place.span().line());
      lines.computeIfAbsent(key, k -> new ArrayList<>()).add(place);
    }
    return lines.values().stream()
        .map(l -> l.stream().sorted(Comparator.comparingInt(p -> p.span().column())).toList())
        .toList();
  }

  private void drawLine(List<Place> places, StringBuilder out) {
    SourceSpan span = places.getFirst().span();
    Optional<String> text = sourceLine(span);
    if (text.isEmpty()) {
      return;
    }
    String number = "%5d | ".formatted(span.line());
    String margin = " ".repeat(number.length() - 2) + "| ";
    out.append(number).append(text.get()).append('\n');
    out.append(margin).append(carets(text.get(), places)).append('\n');
    int textEnd = 0;
    for (Place place : places) {
      textEnd = Math.max(textEnd, place.span().column() - 1 + place.text().length());
    }
    // The last place's label goes first, so that no line has to cross another.
    for (int i = places.size() - 1; i >= 0; i--) {
      Place place = places.get(i);
      if (place.text().isEmpty()) {
        continue;
      }
      StringBuilder line = new StringBuilder(stems(text.get(), places.subList(0, i), place));
      line.append(place.text());
      if (!place.origin().isEmpty()) {
        int drawn = place.span().column() - 1 + place.text().length();
        line.append(" ".repeat(textEnd - drawn + 3)).append(place.origin());
      }
      out.append(margin).append(line).append('\n');
    }
  }

  private Optional<String> sourceLine(SourceSpan span) {
    return Optional.ofNullable(sources.get(span.file()))
        .flatMap(source -> source.line(span.line()))
        .filter(line -> line.length() <= MAX_LINE);
  }

  /** {@code ^} under every place; the source's tabs are kept so that the columns agree. */
  private static String carets(String source, List<Place> places) {
    StringBuilder line = new StringBuilder();
    int end =
        places.stream()
            .mapToInt(p -> Math.max(p.span().endColumn(), p.span().column() + 1))
            .max()
            .orElse(1);
    int[] points = source.codePoints().toArray();
    for (int column = 1; column < end; column++) {
      int at = column;
      boolean marked =
          places.stream()
              .map(Place::span)
              .anyMatch(s -> at == s.column() || (at > s.column() && at < s.endColumn()));
      line.append(marked ? '^' : blank(points, column));
    }
    return line.toString();
  }

  /** Spaces up to {@code label}'s column, with a stem under each place whose label comes later. */
  private static String stems(String source, List<Place> earlier, Place label) {
    StringBuilder line = new StringBuilder();
    int[] points = source.codePoints().toArray();
    for (int column = 1; column < label.span().column(); column++) {
      int at = column;
      boolean stem = earlier.stream().anyMatch(p -> p.span().column() == at && !p.text().isEmpty());
      line.append(stem ? '|' : blank(points, column));
    }
    return line.toString();
  }

  private static char blank(int[] points, int column) {
    return column <= points.length && points[column - 1] == '\t' ? '\t' : ' ';
  }

  /** {@code in ResNet18 > layer2.0: BasicBlock(out=128) resnet.cnn:27:16}. */
  private static void drawChain(List<Diagnostic.Frame> chain, StringBuilder out) {
    if (chain.isEmpty()) {
      return;
    }
    List<String> links = new ArrayList<>(chain.stream().map(Diagnostic.Frame::text).toList());
    if (links.size() > MAX_CHAIN) {
      int omitted = links.size() - MAX_CHAIN;
      List<String> middle = links.subList(MAX_CHAIN / 2, MAX_CHAIN / 2 + omitted);
      middle.clear();
      links.add(MAX_CHAIN / 2, "(%d more)".formatted(omitted));
    }
    out.append("   in ").append(String.join(" > ", links));
    out.append("   ").append(chain.getLast().span()).append('\n');
  }
}
