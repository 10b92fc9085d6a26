package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Spreads a nest over the work items of a device: its outermost loops, as many as stand directly
 * within each other with independent iterations. A group takes a rectangle of the last two of them
 * that are more than one iteration, neighbouring items neighbouring iterations of the last.
 *
 * <pre>
 *                                work_group a in 0..A {
 * for a in 0..A {                  work_group b.o in 0..B/4 {
 *   for b in 0..B {                  work_group c.o in 0..C/16 {
 *     for c in 0..C { S } } }   ->     work_item b.i in 0..4 {
 *                                        work_item c.i in 0..16 { S } } } } }
 * </pre>
 *
 * <p>A sequence of loops becomes a sequence of such nests. What no independent loop is around stays
 * as it is.
 *
 * @param maxItems the most work items of a group
 * @param together how many items the device runs at once in any case: smaller groups gain nothing
 */
public record Distribute(int maxItems, int together) implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return spread(List.of(), nest, new Simplifier());
  }

  /** Spreads a statement with these loops around it, which are independent. */
  private Stmt spread(List<Axis> around, Stmt s, Simplifier scope) {
    if (s instanceof Stmt.Seq(List<Stmt> parts)
        && parts.stream().allMatch(part -> isIndependent(part, scope))) {
      return Stmt.seq(parts.stream().map(part -> spread(around, part, scope)).toList());
    }
    if (s instanceof Stmt.Loop(Axis axis, Stmt body) && isIndependent(s, scope)) {
      List<Axis> more = new ArrayList<>(around);
      more.add(axis);
      return spread(more, body, scope.inside(axis));
    }
    return around.isEmpty() ? s : grid(around, s);
  }

  private static boolean isIndependent(Stmt s, Simplifier scope) {
    return s instanceof Stmt.Loop(Axis axis, Stmt body)
        && axis.kind() == Kind.SERIAL
        && Independence.holds(axis, body, Set.of(), scope.inside(axis));
  }

  private Stmt grid(List<Axis> axes, Stmt body) {
    List<Axis> wide = axes.stream().filter(axis -> axis.extent() > 1).toList();
    List<Axis> last = wide.isEmpty() ? axes.subList(axes.size() - 1, axes.size()) : wide;
    Axis columns = last.getLast();
    Stmt nest = Stmt.loops(axes, body);
    List<String> groups = new ArrayList<>();
    List<String> items = new ArrayList<>();
    if (last.size() == 1) {
      Rectangle one = rectangle(1, columns.extent());
      nest = new Split(columns.name(), one.columns, Split.Tail.GUARD).apply(nest);
      items.add(columns.name() + ".i");
    } else {
      Axis rows = last.get(last.size() - 2);
      Rectangle both = rectangle(rows.extent(), columns.extent());
      nest = new Split(columns.name(), both.columns, Split.Tail.GUARD).apply(nest);
      nest = new Split(rows.name(), both.rows, Split.Tail.GUARD).apply(nest);
      items.add(rows.name() + ".i");
      items.add(columns.name() + ".i");
    }
    for (Axis axis : axes) {
      boolean isSplit = items.contains(axis.name() + ".i");
      groups.add(isSplit ? axis.name() + ".o" : axis.name());
    }
    List<String> order = new ArrayList<>(groups);
    order.addAll(items);
    nest = new Reorder(order).apply(nest);
    for (String axis : groups) {
      nest = new Mark(axis, Kind.WORK_GROUP).apply(nest);
    }
    for (String axis : items) {
      nest = new Mark(axis, Kind.WORK_ITEM).apply(nest);
    }
    return nest;
  }

  private record Rectangle(int rows, int columns) {
    int items() {
      return rows * columns;
    }

    /** How many groups cover so many iterations. */
    long groups(int height, int width) {
      return (long) Math.ceilDiv(height, rows) * Math.ceilDiv(width, columns);
    }
  }

  /** The rectangle that leaves the fewest items idle; of equals the largest, and the widest. */
  private Rectangle rectangle(int height, int width) {
    Comparator<Rectangle> byIdleness =
        Comparator.comparingLong(
            r -> r.groups(height, width) * Math.ceilDiv(r.items(), together) * together);
    return sizes(width, maxItems).stream()
        .flatMap(
            columns ->
                sizes(height, maxItems / columns).stream()
                    .map(rows -> new Rectangle(rows, columns)))
        .min(byIdleness.thenComparing(Rectangle::items, Comparator.reverseOrder()))
        .orElseThrow();
  }

  /** Parts that an extent may be cut into, the largest first: itself and powers of two. */
  private static List<Integer> sizes(int extent, int most) {
    List<Integer> sizes = new ArrayList<>();
    if (extent <= most) {
      sizes.add(Math.max(1, extent));
    }
    for (int size = Integer.highestOneBit(most); size >= 1; size /= 2) {
      if (size < extent) {
        sizes.add(size);
      }
    }
    return sizes;
  }
}
