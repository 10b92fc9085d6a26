package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.syntax.Parameter;

/** The parameters of blocks, functions and models, as those of operators are described. */
public final class Formals {
  private Formals() {}

  /** A declared fallback is an expression of the declaration: here it is only known to exist. */
  public static List<Formal> of(List<Parameter> parameters) {
    return parameters.stream()
        .map(
            p ->
                new Formal(
                    p.name().text(), Optional.empty(), p.fallback().isPresent(), false, List.of()))
        .toList();
  }
}
