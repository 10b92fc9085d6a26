package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.Suggestion;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.Argument;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.ir.SourceSpan;

/**
 * Which argument goes to which parameter, by position or by name; the same for operators, blocks,
 * functions and models.
 *
 * @param places for each parameter that got an argument its number, or {@link #PIPED}
 * @param variadic the arguments of the variadic parameter, in order
 */
public record Binding(Map<String, Integer> places, List<Integer> variadic) {
  /** The place of the value that is piped in: before all written arguments. */
  public static final int PIPED = -1;

  /**
   * Binds a call's arguments. Mistakes are reported; then there is no binding.
   *
   * @param callee its name, for messages
   * @param isPiped whether a value is piped in, which is then the first argument
   * @param span the call
   */
  public static Optional<Binding> bind(
      String callee,
      List<Formal> formals,
      List<Argument> arguments,
      boolean isPiped,
      SourceSpan span,
      Consumer<Diagnostic> report) {
    Binder binder = new Binder(callee, formals, report);
    if (isPiped) {
      binder.positional(PIPED, span);
    }
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      if (argument.name().isPresent()) {
        binder.named(argument.name().get(), i);
      } else {
        binder.positional(i, argument.value().span());
      }
    }
    binder.checkMissing(span);
    return binder.failed
        ? Optional.empty()
        : Optional.of(new Binding(binder.places, binder.variadic));
  }

  /** How a callee is called: {@code conv2d(x, out, kernel, stride=1, [weight])}. */
  static String signature(String callee, List<Formal> formals) {
    List<String> texts = new ArrayList<>();
    for (Formal formal : formals) {
      texts.add(
          formal.variadic()
              ? formal.name() + "..."
              : formal.optional()
                  ? "[" + formal.name() + "]"
                  : formal.name() + formal.fallback().map(f -> "=" + Words.text(f)).orElse(""));
    }
    return "%s(%s)".formatted(callee, String.join(", ", texts));
  }

  /** The work of {@link Binding#bind}. */
  private static final class Binder {
    private final String callee;
    private final List<Formal> formals;
    private final Consumer<Diagnostic> report;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Integer> variadic = new ArrayList<>();
    private int next;
    private boolean failed;

    Binder(String callee, List<Formal> formals, Consumer<Diagnostic> report) {
      this.callee = callee;
      this.formals = formals;
      this.report = report;
    }

    void positional(int place, SourceSpan span) {
      if (next < formals.size() && formals.get(next).variadic()) {
        variadic.add(place);
      } else if (next < formals.size()) {
        put(formals.get(next).name(), place, span);
        next++;
      } else {
        String all = formals.size() == 1 ? "one argument" : formals.size() + " arguments";
        fail(
            Diagnostic.at(span, Code.EXTRA_ARGUMENT, "`%s` takes at most %s".formatted(callee, all))
                .help("it is called as %s".formatted(signature(callee, formals))));
      }
    }

    void named(Name name, int place) {
      Optional<Formal> formal =
          formals.stream().filter(f -> f.name().equals(name.text())).findFirst();
      if (formal.isPresent() && !formal.get().variadic()) {
        put(name.text(), place, name.span());
        return;
      }
      String message = "`%s` has no parameter `%s`".formatted(callee, name.text());
      fail(Diagnostic.at(name.span(), Code.UNKNOWN_PARAMETER, message).help(help(name.text())));
    }

    private String help(String wrong) {
      List<String> names = formals.stream().filter(f -> !f.variadic()).map(Formal::name).toList();
      return formals.stream()
          .filter(f -> f.elsewhere().contains(wrong))
          .findFirst()
          .map(f -> "here it is called `%s`".formatted(f.name()))
          .or(() -> Suggestion.didYouMean(wrong, names))
          .orElseGet(() -> "it is called as " + signature(callee, formals));
    }

    private void put(String name, int place, SourceSpan span) {
      if (places.putIfAbsent(name, place) != null) {
        String message = "`%s` gets `%s` twice".formatted(callee, name);
        fail(Diagnostic.at(span, Code.EXTRA_ARGUMENT, message));
      }
    }

    void checkMissing(SourceSpan span) {
      List<String> missing =
          formals.stream()
              .filter(f -> !f.mayBeMissing() && !places.containsKey(f.name()))
              .map(f -> "`%s`".formatted(f.name()))
              .toList();
      if (!missing.isEmpty() && !failed) {
        String all = String.join(" and ", missing);
        String message = "`%s` needs %s".formatted(callee, all);
        fail(
            Diagnostic.at(span, Code.MISSING_ARGUMENT, message)
                .help("it is called as %s".formatted(signature(callee, formals))));
      }
    }

    private void fail(Diagnostic diagnostic) {
      failed = true;
      report.accept(diagnostic);
    }
  }
}
