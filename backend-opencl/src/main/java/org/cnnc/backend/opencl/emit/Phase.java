package org.cnnc.backend.opencl.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;

/**
 * What a kernel does between two barriers of all threads: one launch, or one for each value of the
 * loops around. Its parts are independent of each other, as are the points of a part's grid; each
 * point is a work group, and all parts have groups of as many work items.
 *
 * @param repeats the loops around, whose variables are arguments of the launch; outermost first
 */
record Phase(List<Axis> repeats, List<Part> parts) {
  /**
   * A nest that a work group runs for each point of a grid.
   *
   * @param grid the loops over groups, outermost first; none where one group does all
   * @param group the items of a group
   */
  record Part(List<Axis> grid, Group group, Stmt body) {
    /** How many groups it takes. */
    int groups() {
      return product(grid);
    }

    Part within(Axis axis) {
      List<Axis> longer = new ArrayList<>(List.of(axis));
      longer.addAll(grid);
      return new Part(longer, group, body);
    }
  }

  /**
   * The work items of a group.
   *
   * @param shared what they share in local memory
   * @param items the loops over them, outermost first; none where there is but one
   */
  record Group(List<Buffer> shared, List<Axis> items) {
    static final Group ALONE = new Group(List.of(), List.of());

    /** How many items there are. */
    int size() {
      return product(items);
    }
  }

  private static int product(List<Axis> axes) {
    return axes.stream().mapToInt(Axis::extent).reduce(1, Math::multiplyExact);
  }

  Phase {
    repeats = List.copyOf(repeats);
    parts = List.copyOf(parts);
  }

  /** How many work groups a launch takes. */
  int groups() {
    return parts.stream().mapToInt(Part::groups).reduce(0, Math::addExact);
  }

  /** How many work items there are in each group. */
  int groupSize() {
    return parts.getFirst().group().size();
  }

  /** The local memory of a group, to be had by one that has any part. */
  long localBytes() {
    return parts.stream()
        .flatMap(part -> part.group().shared().stream())
        .mapToLong(Buffer::bytes)
        .sum();
  }

  /** The phases of a kernel's body and how often each is launched, in order. */
  static List<Step> steps(Stmt body) {
    Splitter splitter = new Splitter();
    splitter.add(items(body), List.of(), Map.of());
    splitter.meet(List.of(), Map.of());
    return splitter.steps;
  }

  /**
   * One launch of a phase.
   *
   * @param values of the variables of {@link #repeats}
   */
  record Step(Phase phase, List<Integer> values) {}

  /** A piece of a body in the order of its execution. */
  private sealed interface Item {
    record Work(Part part) implements Item {}

    record Meet() implements Item {}

    record Repeat(Axis axis, List<Item> body) implements Item {}
  }

  private static final class Splitter {
    private final List<Step> steps = new ArrayList<>();
    private final Map<List<Part>, Phase> phases = new HashMap<>();
    private final List<Part> pending = new ArrayList<>();

    void add(List<Item> items, List<Axis> around, Map<String, Integer> values) {
      for (Item item : items) {
        switch (item) {
          case Item.Work(Part part) -> {
            if (!pending.isEmpty() && pending.getFirst().group().size() != part.group().size()) {
              // A launch has groups of one size.
              meet(around, values);
            }
            pending.add(part);
          }
          case Item.Meet _ -> meet(around, values);
          case Item.Repeat(Axis axis, List<Item> body) -> {
            meet(around, values);
            List<Axis> inside = new ArrayList<>(around);
            inside.add(axis);
            for (int i = 0; i < axis.extent(); i++) {
              Map<String, Integer> at = new HashMap<>(values);
              at.put(axis.name(), i);
              add(body, inside, at);
              meet(inside, at);
            }
          }
        }
      }
    }

    /** Ends a phase, if it has done anything. */
    void meet(List<Axis> around, Map<String, Integer> values) {
      if (pending.isEmpty()) {
        return;
      }
      Phase phase = phases.computeIfAbsent(List.copyOf(pending), parts -> new Phase(around, parts));
      steps.add(new Step(phase, around.stream().map(axis -> values.get(axis.name())).toList()));
      pending.clear();
    }
  }

  private static List<Item> items(Stmt s) {
    if (!isShared(s)) {
      return List.of(new Item.Work(new Part(List.of(), Group.ALONE, s)));
    }
    return switch (s) {
      case Stmt.Seq(List<Stmt> body) -> body.stream().flatMap(b -> items(b).stream()).toList();
      case Stmt.Barrier _ -> List.of(new Item.Meet());
      case Stmt.If(Expr condition, Stmt body) ->
          items(body).stream().map(item -> guarded(condition, item)).toList();
      case Stmt.Loop(Axis axis, Stmt body) -> loop(axis, body);
      case Stmt.Allocate _, Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _ ->
          throw ExprEmitter.bug("work items do not share this: " + s);
    };
  }

  private static List<Item> loop(Axis axis, Stmt body) {
    if (axis.extent() == 0) {
      return List.of();
    }
    if (axis.extent() == 1 && axis.kind() == Kind.SERIAL) {
      return items(body.substitute(Map.of(axis.name(), new Expr.Int(0))));
    }
    if (axis.kind() == Kind.WORK_GROUP) {
      return List.of(new Item.Work(groups(axis, body)));
    }
    if (axis.kind().isShared()) {
      return List.of(new Item.Work(new Part(List.of(axis), Group.ALONE, body)));
    }
    List<Item> inside = items(body);
    // Without a barrier the iterations are as independent as the threads that run them.
    return inside.stream().allMatch(item -> item instanceof Item.Work)
        ? inside.stream().map(item -> within(axis, item)).toList()
        : List.of(new Item.Repeat(axis, inside));
  }

  /** A loop over work groups, which is a part of its own. */
  private static Part groups(Axis axis, Stmt inside) {
    List<Buffer> shared = new ArrayList<>();
    List<Axis> items = new ArrayList<>();
    Stmt body = inside;
    while (true) {
      switch (body) {
        case Stmt.Loop(Axis inner, Stmt rest) when inner.kind() == Kind.WORK_GROUP -> {
          return groups(inner, rest).within(axis);
        }
        case Stmt.Allocate(Buffer buffer, Stmt rest) when items.isEmpty() -> {
          shared.add(buffer);
          body = rest;
        }
        case Stmt.Loop(Axis item, Stmt rest) when item.kind() == Kind.WORK_ITEM -> {
          items.add(item);
          body = rest;
        }
        case Stmt.Loop _,
            Stmt.Allocate _,
            Stmt.If _,
            Stmt.Seq _,
            Stmt.Store _,
            Stmt.Accumulate _,
            Stmt.Prefetch _,
            Stmt.Barrier _ -> {
          return new Part(List.of(axis), new Group(shared, items), body);
        }
      }
    }
  }

  private static Item within(Axis axis, Item item) {
    return switch (item) {
      case Item.Work(Part part) -> new Item.Work(part.within(axis));
      case Item.Meet _, Item.Repeat _ -> throw ExprEmitter.bug("a barrier in a grid");
    };
  }

  private static Item guarded(Expr condition, Item item) {
    return switch (item) {
      case Item.Work(Part(List<Axis> grid, Group group, Stmt body)) ->
          new Item.Work(new Part(grid, group, new Stmt.If(condition, body)));
      case Item.Meet _, Item.Repeat _ -> throw ExprEmitter.bug("a barrier under a condition");
    };
  }

  /** Whether several threads or work groups take part in a statement. */
  private static boolean isShared(Stmt s) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) ->
          axis.kind().isShared() || axis.kind() == Kind.WORK_GROUP || isShared(body);
      case Stmt.If(Expr _, Stmt body) -> isShared(body);
      case Stmt.Seq(List<Stmt> body) -> body.stream().anyMatch(Phase::isShared);
      case Stmt.Allocate(var _, Stmt body) -> isShared(body);
      case Stmt.Barrier _ -> true;
      case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _ -> false;
    };
  }
}
