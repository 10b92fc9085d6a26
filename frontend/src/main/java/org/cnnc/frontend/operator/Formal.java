package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.known.Known;

/**
 * A parameter of an operator.
 *
 * @param fallback what it is where no argument is given; empty where one must be
 * @param optional whether there may be no argument although there is no fallback
 * @param variadic whether it takes all further positional arguments; only ever the first
 * @param elsewhere its names in other frameworks, for suggestions
 */
public record Formal(
    String name,
    Optional<Known> fallback,
    boolean optional,
    boolean variadic,
    List<String> elsewhere) {

  static Formal required(String name, String... elsewhere) {
    return new Formal(name, Optional.empty(), false, false, List.of(elsewhere));
  }

  static Formal optional(String name, String... elsewhere) {
    return new Formal(name, Optional.empty(), true, false, List.of(elsewhere));
  }

  static Formal variadic(String name) {
    return new Formal(name, Optional.empty(), false, true, List.of());
  }

  static Formal of(String name, long fallback, String... elsewhere) {
    return new Formal(name, Optional.of(new Known.Int(fallback)), false, false, List.of(elsewhere));
  }

  static Formal of(String name, double fallback, String... elsewhere) {
    return new Formal(
        name, Optional.of(new Known.Real(fallback)), false, false, List.of(elsewhere));
  }

  static Formal of(String name, boolean fallback, String... elsewhere) {
    return new Formal(
        name, Optional.of(new Known.Bool(fallback)), false, false, List.of(elsewhere));
  }

  static Formal of(String name, String fallback, String... elsewhere) {
    return new Formal(name, Optional.of(new Known.Str(fallback)), false, false, List.of(elsewhere));
  }

  /** Whether a call may leave it out. */
  public boolean mayBeMissing() {
    return optional || fallback.isPresent() || variadic;
  }
}
