package org.cnnc.optimizer.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Puts loops into another order, the first name outermost.
 *
 * <pre>
 * for a { for b { for c { S } } }   -- Reorder[c, a, b] ->   for c { for a { for b { S } } }
 * </pre>
 *
 * <p>The loops stand directly within each other, or else only sequences lie between them, as a
 * peeled tail leaves them. A loop that moves inwards past a sequence is distributed over it:
 *
 * <pre>
 * for a { for b { S } ; for b { T } }   -- Reorder[b, a] ->   for b { for a { S } } ; for b { for a { T } }
 * </pre>
 *
 * <p>Only loops with independent iterations change places. Those that are not, such as the loops of
 * a sum, keep their order among themselves.
 */
public record Reorder(List<String> order) implements Transform {
  public Reorder {
    order = List.copyOf(order);
    if (order.isEmpty() || Set.copyOf(order).size() != order.size()) {
      throw new IllegalArgumentException("not an order: " + order);
    }
  }

  public Reorder(String... order) {
    this(List.of(order));
  }

  @Override
  public Stmt apply(Stmt nest) {
    boolean[] found = {false};
    Stmt reordered = find(nest, new Simplifier(), found);
    if (!found[0]) {
      throw refusal("there is none of the loops");
    }
    return reordered;
  }

  /** Finds the outermost of the loops, wherever they are. */
  private Stmt find(Stmt s, Simplifier around, boolean[] found) {
    if (s instanceof Stmt.Loop(Axis axis, Stmt body)) {
      if (order.contains(axis.name())) {
        found[0] = true;
        return place(0, Map.of(), s, around);
      }
      return new Stmt.Loop(axis, find(body, around.inside(axis), found));
    }
    return s.mapParts(part -> find(part, around, found), e -> e);
  }

  /**
   * Rebuilds one nest of the loops from its outermost one.
   *
   * @param next the position in the order of the first loop that is not placed yet
   * @param pending the loops that stood further out, and are not placed yet, outermost first
   * @param around knows the ranges of all loops that stood around {@code s}
   */
  private Stmt place(int next, Map<String, Axis> pending, Stmt s, Simplifier around) {
    if (next == order.size()) {
      return s;
    }
    String name = order.get(next);
    if (pending.containsKey(name)) {
      Map<String, Axis> rest = new LinkedHashMap<>(pending);
      Axis axis = rest.remove(name);
      return new Stmt.Loop(axis, place(next + 1, rest, s, around));
    }
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) when order.contains(axis.name()) -> {
        Simplifier inside = around.inside(axis);
        checkExchanges(axis, pending, body, inside);
        Map<String, Axis> more = new LinkedHashMap<>(pending);
        more.put(axis.name(), axis);
        yield place(next, more, body, inside);
      }
      case Stmt.Seq(List<Stmt> body) -> {
        pending.values().forEach(axis -> checkIndependent(axis, s, around));
        yield Stmt.seq(body.stream().map(part -> place(next, pending, part, around)).toList());
      }
      case Stmt.Loop _,
          Stmt.If _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Allocate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          throw refusal("loop %s does not stand directly within the others".formatted(name));
    };
  }

  /** A loop may move out past others if it is independent, or if all those others are. */
  private void checkExchanges(Axis axis, Map<String, Axis> pending, Stmt body, Simplifier inside) {
    List<Axis> passed =
        pending.values().stream()
            .filter(outer -> order.indexOf(outer.name()) > order.indexOf(axis.name()))
            .toList();
    if (!passed.isEmpty() && !isIndependent(axis, body, inside)) {
      passed.forEach(outer -> checkIndependent(outer, body, inside));
    }
  }

  private void checkIndependent(Axis axis, Stmt body, Simplifier inside) {
    if (!isIndependent(axis, body, inside)) {
      throw refusal("iterations of %s depend on each other".formatted(axis.name()));
    }
  }

  private boolean isIndependent(Axis axis, Stmt body, Simplifier inside) {
    return Independence.holds(axis, body, Set.copyOf(order), inside);
  }
}
