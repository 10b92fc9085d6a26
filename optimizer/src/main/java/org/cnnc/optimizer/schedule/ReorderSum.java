package org.cnnc.optimizer.schedule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
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
    Stmt reordered = find(nest);
    if (reordered.equals(nest) && !contains(nest)) {
      throw refusal("there are none of the loops " + order);
    }
    return reordered;
  }

  private boolean contains(Stmt s) {
    boolean[] found = {false};
    s.mapParts(
        part -> {
          found[0] |= contains(part);
          return part;
        },
        e -> e);
    return found[0] || (s instanceof Stmt.Loop(Axis axis, Stmt _) && order.contains(axis.name()));
  }

  private Stmt find(Stmt s) {
    if (!(s instanceof Stmt.Loop(Axis axis, Stmt _)) || !order.contains(axis.name())) {
      return s.mapParts(this::find, e -> e);
    }
    Map<String, Axis> band = new HashMap<>();
    Stmt inner = s;
    while (inner instanceof Stmt.Loop(Axis a, Stmt body) && order.contains(a.name())) {
      band.put(a.name(), a);
      inner = body;
    }
    if (band.size() != order.size()) {
      throw refusal("only %s of %s stand within each other".formatted(band.keySet(), order));
    }
    return Stmt.loops(order.stream().map(band::get).toList(), inner);
  }
}
