package org.cnnc.ir.loop;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An index as a sum: {@code constant + Σ coefficient · atom}. An atom is a variable or an
 * expression that is not linear. Terms stand in the order in which they first appeared; none is
 * zero.
 */
public record Linear(Map<Expr, Long> terms, long constant) {
  public Linear {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  public static Linear of(long constant) {
    return new Linear(Map.of(), constant);
  }

  static Linear atom(Expr atom) {
    return new Linear(Map.of(atom, 1L), 0);
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  /** The coefficient of a variable, 0 where it does not occur by itself. */
  public long coefficient(Expr.Var variable) {
    return terms.getOrDefault(variable, 0L);
  }

  /** The same sum without its constant. */
  public Linear withoutConstant() {
    return new Linear(terms, 0);
  }

  Linear plus(Linear other) {
    Map<Expr, Long> sum = new LinkedHashMap<>(terms);
    other.terms.forEach((atom, c) -> sum.merge(atom, c, Long::sum));
    sum.values().removeIf(c -> c == 0);
    return new Linear(sum, constant + other.constant);
  }

  Linear times(long factor) {
    if (factor == 0) {
      return of(0);
    }
    Map<Expr, Long> product = new LinkedHashMap<>();
    terms.forEach((atom, c) -> product.put(atom, c * factor));
    return new Linear(product, constant * factor);
  }

  /** The sum as an expression. */
  public Expr toExpr() {
    Expr sum = null;
    for (Map.Entry<Expr, Long> term : terms.entrySet()) {
      Expr product = term.getKey().times(term.getValue());
      sum = sum == null ? product : sum.plus(product);
    }
    return sum == null ? new Expr.Int(constant) : sum.plus(constant);
  }
}
