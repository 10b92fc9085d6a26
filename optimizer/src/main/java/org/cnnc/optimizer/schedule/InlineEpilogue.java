package org.cnnc.optimizer.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.loop.BinaryOp;
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
 * <p>The nest stores to the output in one place, or in one for each of cases that exclude each
 * other, and does not read it.
 *
 * @param output the name of the buffer of the result
 * @param point names for the indices of an element, which {@code value} uses
 * @param value the new value; a load of {@link #VALUE} stands for the old one
 */
public record InlineEpilogue(String output, List<String> point, Expr value) implements Transform {
  /** Stands for the value that the nest would store. */
  public static final Buffer VALUE = Buffer.register("value", List.of());

  /** Comparisons of the same two of which one at most holds. */
  private static final Set<BinaryOp> EXCLUSIVE = Set.of(BinaryOp.LT, BinaryOp.EQ);

  public InlineEpilogue {
    point = List.copyOf(point);
  }

  @Override
  public Stmt apply(Stmt nest) {
    if (!isStored(nest) || isRead(nest) || !isStoredOnce(nest)) {
      throw refusal("%s is not stored to in just one place, or is read".formatted(output));
    }
    return inline(nest, false);
  }

  private boolean isRead(Stmt nest) {
    return Access.in(nest, new Simplifier()).stream()
        .anyMatch(a -> a.buffer().name().equals(output) && !a.isWrite());
  }

  private boolean isStored(Stmt s) {
    return s instanceof Stmt.Store(Buffer buffer, List<Expr> _, Expr _)
        ? buffer.name().equals(output)
        : s.parts().stream().anyMatch(this::isStored);
  }

  private boolean isStoredOnce(Stmt s) {
    List<Stmt> stores = s.parts().stream().filter(this::isStored).toList();
    boolean isByCases =
        stores.stream()
            .allMatch(a -> stores.stream().allMatch(b -> a == b || excludeEachOther(a, b)));
    return isByCases && stores.stream().allMatch(this::isStoredOnce);
  }

  /** Whether one is done where an index is less than what it equals where the other one is. */
  private static boolean excludeEachOther(Stmt a, Stmt b) {
    return a instanceof Stmt.If(Expr.Binary(BinaryOp p, Expr left, Expr right), Stmt _)
        && b instanceof Stmt.If(Expr.Binary(BinaryOp q, Expr sameLeft, Expr sameRight), Stmt _)
        && left.equals(sameLeft)
        && right.equals(sameRight)
        && p != q
        && EXCLUSIVE.containsAll(Set.of(p, q));
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
