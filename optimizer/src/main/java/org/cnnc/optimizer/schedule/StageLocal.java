package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/**
 * Lets the work items of a group bring what all of them read in one iteration of a loop to the
 * memory that they share, each a part of it, and meet before they read it and before they replace
 * it.
 *
 * <pre>
 * work_item i in 0..I {            local x.tile: f32[K, I]
 *   for k.o {                      work_item i in 0..I {
 *     for k.i in 0..K {              for k.o {
 *       acc += x[k.o * K + k.i, i] ->  for x.fill { x.tile[.. / I, .. % I] = x[..] }
 *                                      barrier
 *                                      for k.i in 0..K { acc += x.tile[k.i, i] }
 *                                      barrier } }
 * </pre>
 *
 * <p>The tile holds what is computed of the buffer: an element, or the zero that a guard puts in
 * its place.
 *
 * @param axis the loop of which one iteration's reads are brought together
 * @param tiles what is brought
 */
public record StageLocal(String axis, List<Tile> tiles) implements Transform {
  /**
   * What is read of one buffer.
   *
   * @param dims the loops within {@code axis} and over work items on which the reads depend, in the
   *     order of the tile's dimensions
   */
  public record Tile(String buffer, List<String> dims) {
    public Tile {
      dims = List.copyOf(dims);
    }
  }

  public StageLocal {
    tiles = List.copyOf(tiles);
  }

  @Override
  public Stmt apply(Stmt nest) {
    boolean isGroup = nest instanceof Stmt.Loop(Axis a, Stmt _) && a.kind() == Kind.WORK_ITEM;
    if (isGroup) {
      return stage(nest);
    }
    return switch (nest) {
      case Stmt.Loop(Axis a, Stmt body) when a.kind() == Kind.WORK_GROUP ->
          new Stmt.Loop(a, apply(body));
      case Stmt.Allocate(Buffer buffer, Stmt body) -> new Stmt.Allocate(buffer, apply(body));
      case Stmt.Loop _,
          Stmt.If _,
          Stmt.Seq _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          throw refusal("there are no work items");
    };
  }

  private Stmt stage(Stmt group) {
    List<Axis> items = new ArrayList<>();
    Stmt body = group;
    while (body instanceof Stmt.Loop(Axis a, Stmt inner) && a.kind() == Kind.WORK_ITEM) {
      items.add(a);
      body = inner;
    }
    Items all = new Items(items, new ArrayList<>());
    Stmt result = Stmt.loops(items, inItems(body, all));
    if (all.tiles.isEmpty()) {
      throw refusal("the work items have no loop over %s that all of them run".formatted(axis));
    }
    for (Buffer tile : all.tiles.reversed()) {
      result = new Stmt.Allocate(tile, result);
    }
    return result;
  }

  /** The body of the work items; no condition is around the loop, so that all come by. */
  private Stmt inItems(Stmt s, Items items) {
    return switch (s) {
      case Stmt.Loop(Axis a, Stmt body) when a.name().equals(axis) -> {
        if (!items.tiles.isEmpty()) {
          throw refusal("there is a second loop");
        }
        yield new Stmt.Loop(a, filled(body, items));
      }
      case Stmt.Loop(Axis a, Stmt body) when a.kind() == Kind.SERIAL ->
          new Stmt.Loop(a, inItems(body, items));
      case Stmt.Allocate(Buffer buffer, Stmt body) ->
          new Stmt.Allocate(buffer, inItems(body, items));
      case Stmt.Seq(List<Stmt> body) ->
          Stmt.seq(body.stream().map(part -> inItems(part, items)).toList());
      case Stmt.Loop _,
          Stmt.If _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          s;
    };
  }

  private Stmt filled(Stmt body, Items items) {
    Map<String, Axis> axes = new LinkedHashMap<>();
    items.axes.forEach(a -> axes.put(a.name(), a));
    collectAxes(body, axes);
    List<Stmt> parts = new ArrayList<>();
    Stmt rest = body;
    for (Tile tile : tiles) {
      Optional<Expr> found = read(tile.buffer, body);
      if (found.isEmpty()) {
        // All of it is padding.
        continue;
      }
      Expr read = found.get();
      List<Axis> dims = tile.dims.stream().map(name -> axis(name, axes)).toList();
      Set<String> others = new HashSet<>(axes.keySet());
      tile.dims.forEach(others::remove);
      if (read.mentions(others)) {
        throw refusal("what is read of %s depends on other loops".formatted(tile.buffer));
      }
      Buffer staged = staged(tile.buffer, read, dims);
      items.tiles.add(staged);
      parts.add(items.fill(staged, dims, read));
      rest = replace(rest, read, staged.at(dims.stream().<Expr>map(Axis::var).toList()));
    }
    parts.add(new Stmt.Barrier());
    parts.add(rest);
    parts.add(new Stmt.Barrier());
    return Stmt.seq(parts);
  }

  private static Buffer staged(String name, Expr read, List<Axis> dims) {
    List<Integer> extents = dims.stream().map(Axis::extent).toList();
    ElementType dtype = load(read).orElseThrow().buffer().dtype();
    return new Buffer(name + ".tile", dtype, extents, Layout.rowMajor(extents), Space.LOCAL);
  }

  private Axis axis(String name, Map<String, Axis> axes) {
    return Optional.ofNullable(axes.get(name))
        .orElseThrow(() -> refusal("there is no loop over " + name));
  }

  private static void collectAxes(Stmt s, Map<String, Axis> axes) {
    if (s instanceof Stmt.Loop(Axis a, Stmt _)) {
      axes.put(a.name(), a);
    }
    s.parts().forEach(part -> collectAxes(part, axes));
  }

  /** The expression that reads a buffer; empty where nothing does. */
  private Optional<Expr> read(String buffer, Stmt body) {
    boolean isWritten =
        Access.in(body, new Simplifier()).stream()
            .anyMatch(a -> a.isWrite() && a.buffer().name().equals(buffer));
    Set<Expr> reads = new LinkedHashSet<>();
    collectReads(body, buffer, reads);
    if (isWritten || reads.size() > 1) {
      throw refusal(
          isWritten
              ? buffer + " is written"
              : "%s is read in %d ways".formatted(buffer, reads.size()));
    }
    return reads.stream().findFirst();
  }

  private static void collectReads(Stmt s, String buffer, Set<Expr> reads) {
    s.parts().forEach(part -> collectReads(part, buffer, reads));
    s.expressions().forEach(e -> collectReads(e, buffer, reads));
  }

  private static void collectReads(Expr e, String buffer, Set<Expr> reads) {
    if (load(e).filter(load -> load.buffer().name().equals(buffer)).isPresent()) {
      reads.add(e);
    } else {
      e.operands().forEach(operand -> collectReads(operand, buffer, reads));
    }
  }

  /** A load, or the load with a guard around it. */
  private static Optional<Expr.Load> load(Expr e) {
    return switch (e) {
      case Expr.Load load -> Optional.of(load);
      case Expr.Select(Expr _, Expr.Load load, Expr _) -> Optional.of(load);
      case Expr.Select _,
          Expr.Binary _,
          Expr.Unary _,
          Expr.ToFloat _,
          Expr.ToIndex _,
          Expr.Var _,
          Expr.Int _,
          Expr.Literal _ ->
          Optional.empty();
    };
  }

  private static Stmt replace(Stmt s, Expr read, Expr by) {
    return s.mapParts(part -> replace(part, read, by), e -> replace(e, read, by));
  }

  private static Expr replace(Expr e, Expr read, Expr by) {
    return e.equals(read) ? by : e.mapOperands(operand -> replace(operand, read, by));
  }

  /**
   * The work items of a group.
   *
   * @param axes outermost first
   * @param tiles what they share
   */
  private record Items(List<Axis> axes, List<Buffer> tiles) {
    /** Writes a tile, neighbouring items neighbouring elements. */
    Stmt fill(Buffer tile, List<Axis> dims, Expr read) {
      int elements = Math.toIntExact(tile.layout().elements());
      int count = axes.stream().mapToInt(Axis::extent).reduce(1, Math::multiplyExact);
      Axis turn = Axis.serial(tile.name() + ".turn", Math.ceilDiv(elements, count));
      Expr number = turn.var();
      for (Axis item : axes) {
        number = number.times(item.extent()).plus(item.var());
      }
      Simplifier scope = new Simplifier().inside(turn);
      for (Axis item : axes) {
        scope = scope.inside(item);
      }
      Map<String, Expr> point = new HashMap<>();
      List<Expr> index = new ArrayList<>();
      int stride = elements;
      for (Axis dim : dims) {
        stride /= dim.extent();
        Expr at = scope.simplify(number.dividedBy(stride).modulo(dim.extent()));
        point.put(dim.name(), at);
        index.add(at);
      }
      Stmt store = new Stmt.Store(tile, index, read.substitute(point));
      boolean isEven = elements % count == 0;
      Expr isElement = number.compare(BinaryOp.LT, Expr.of(elements));
      return new Stmt.Loop(turn, isEven ? store : new Stmt.If(isElement, store));
    }
  }
}
