package org.cnnc.optimizer.schedule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/**
 * Puts the loops of one sum into another order, the first name outermost: the only transform that
 * may change a result, by rounding, since the summands come in another order.
 *
 * <pre>
 * for ic.o { for ic.i { for kh { acc += S } } }   -- ReorderSum[ic.o, kh, ic.i] ->
 * for ic.o { for kh { for ic.i { acc += S } } }
 * </pre>
 *
 * <p>The loops must stand directly within each other; every nest of them is reordered.
 */
public record ReorderSum(List<String> order) implements Transform {
  public ReorderSum {
    order = List.copyOf(order);
  }

  public ReorderSum(String... order) {
    this(List.of(order));
  }

  @Override
  public Stmt apply(Stmt nest) {
    boolean[] found = {false};
    Stmt reordered = find(nest, found);
    if (!found[0]) {
      throw refusal("there are none of the loops");
    }
    return reordered;
  }

  private Stmt find(Stmt s, boolean[] found) {
    if (!(s instanceof Stmt.Loop(Axis axis, Stmt _)) || !order.contains(axis.name())) {
      return s.mapParts(part -> find(part, found), e -> e);
    }
    found[0] = true;
    Map<String, Axis> band = new HashMap<>();
    Stmt inner = s;
    while (inner instanceof Stmt.Loop(Axis a, Stmt body) && order.contains(a.name())) {
      band.put(a.name(), a);
      inner = body;
    }
    if (band.size() != order.size()) {
      throw refusal("only %s of %s stand within each other".formatted(band.keySet(), order));
    }
    if (!isSum(inner)) {
      throw refusal("the loops do more than to accumulate");
    }
    return Stmt.loops(order.stream().map(band::get).toList(), inner);
  }

  private static boolean isSum(Stmt s) {
    return switch (s) {
      case Stmt.Accumulate _ -> true;
      case Stmt.Loop(Axis _, Stmt body) -> isSum(body);
      case Stmt.If(Expr _, Stmt body) -> isSum(body);
      case Stmt.Seq(List<Stmt> body) -> body.stream().allMatch(ReorderSum::isSum);
      case Stmt.Store _, Stmt.Allocate _, Stmt.Prefetch _, Stmt.Barrier _ -> false;
    };
  }
}
