package org.cnnc.optimizer.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Applies elementwise operations to a nest's result before it is stored.
 *
 * <pre>
 * y[I] = v   ->   y[I] = value[point := I, VALUE := v]
 * </pre>
 *
 * <p>The nest stores to the output in one place, and does not read it.
 *
 * @param output the name of the buffer of the result
 * @param point names for the indices of an element, which {@code value} uses
 * @param value the new value; a load of {@link #VALUE} stands for the old one
 */
public record InlineEpilogue(String output, List<String> point, Expr value) implements Transform {
  /** Stands for the value that the nest would store. */
  public static final Buffer VALUE = Buffer.register("value", List.of());

  public InlineEpilogue {
    point = List.copyOf(point);
  }

  @Override
  public Stmt apply(Stmt nest) {
    int stores = 0;
    for (Access a : Access.in(nest, new Simplifier())) {
      if (a.buffer().name().equals(output)) {
        stores += a.isWrite() ? 1 : 2;
      }
    }
    if (stores != 1) {
      throw refusal("%s is not stored to in just one place, or is read".formatted(output));
    }
    return inline(nest, false);
  }

  private Stmt inline(Stmt s, boolean isNamed) {
    if (s instanceof Stmt.Allocate(Buffer buffer, Stmt body) && buffer.equals(VALUE)) {
      return new Stmt.Allocate(buffer, inline(body, true));
    }
    if (!(s instanceof Stmt.Store(Buffer buffer, List<Expr> index, Expr old))
        || !buffer.name().equals(output)) {
      return s.mapParts(part -> inline(part, isNamed), e -> e);
    }
    if (index.size() != point.size()) {
      throw refusal("%s has %d indices".formatted(output, index.size()));
    }
    Map<String, Expr> values = new LinkedHashMap<>();
    for (int d = 0; d < index.size(); d++) {
      values.put(point.get(d), index.get(d));
    }
    Expr atPoint = value.substitute(values);
    if (old instanceof Expr.Load || uses(value) <= 1) {
      return new Stmt.Store(buffer, index, replace(atPoint, old));
    }
    // Computed once and named, lest a chain of such operations double the work at each step.
    Stmt named =
        Stmt.seq(new Stmt.Store(VALUE, List.of(), old), new Stmt.Store(buffer, index, atPoint));
    return isNamed ? named : new Stmt.Allocate(VALUE, named);
  }

  private static Expr replace(Expr e, Expr old) {
    return isValue(e) ? old : e.mapOperands(operand -> replace(operand, old));
  }

  private static int uses(Expr e) {
    return isValue(e) ? 1 : e.operands().stream().mapToInt(InlineEpilogue::uses).sum();
  }

  private static boolean isValue(Expr e) {
    return e instanceof Expr.Load(Buffer buffer, List<Expr> _) && buffer.equals(VALUE);
  }
}
