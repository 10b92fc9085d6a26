package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/**
 * Copies the part of a buffer that one iteration of a loop reads into a tile of scratch memory,
 * dense and row-major, once at the start of the iteration. Zeros from outside of the tensor are
 * copied too, so that the reads of the tile need no guard.
 *
 * <pre>
 * for a {                                         for a {
 *   for b in 0..B {                                 local x.tile: f32[B + 2] {
 *     ... select(inside, x[a * B + b + k], 0.0)       for x.0 in 0..B + 2 {
 *   }                                      ->           x.tile[x.0] = select(inside, x[a * B + x.0], 0.0)
 * }                                                   }
 *                                                     for b in 0..B { ... x.tile[b + k] } } }
 * </pre>
 *
 * <p>The reads' indices differ only by what the loops within {@code axis} add, and the nest does
 * not write the buffer.
 */
public record StageInput(String buffer, String axis) implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    if (allocatesTile(nest)) {
      throw refusal("%s has a tile already".formatted(buffer));
    }
    return NamedLoops.rewrite(this, axis, nest, this::stage);
  }

  private String tileName() {
    return buffer + ".tile";
  }

  private boolean allocatesTile(Stmt s) {
    return switch (s) {
      case Stmt.Allocate(Buffer b, Stmt body) -> b.name().equals(tileName()) || allocatesTile(body);
      case Stmt.Loop(var _, Stmt body) -> allocatesTile(body);
      case Stmt.If(var _, Stmt body) -> allocatesTile(body);
      case Stmt.Seq(List<Stmt> body) -> body.stream().anyMatch(this::allocatesTile);
      case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _, Stmt.Barrier _ -> false;
    };
  }

  private Stmt stage(Stmt.Loop loop, Simplifier around) {
    Simplifier inside = around.inside(loop.axis());
    List<Access> reads =
        Access.in(loop.body(), inside).stream()
            .filter(a -> a.buffer().name().equals(buffer))
            .toList();
    if (reads.isEmpty()) {
      throw refusal("%s is not read in %s".formatted(buffer, axis));
    }
    if (reads.stream().anyMatch(Access::isWrite)) {
      throw refusal("%s is written".formatted(buffer));
    }
    Buffer source = reads.getFirst().buffer();
    Set<String> inner = Access.loopsIn(loop.body());
    List<Linear> bases = new ArrayList<>();
    List<Integer> extents = new ArrayList<>();
    for (int d = 0; d < source.shape().size(); d++) {
      Footprint footprint = footprint(reads, d, inner);
      bases.add(footprint.base);
      extents.add(footprint.extent);
    }
    Buffer tile =
        new Buffer(tileName(), source.dtype(), extents, Layout.rowMajor(extents), Space.LOCAL);
    Tile staged = new Tile(source, tile, bases.stream().map(Linear::toExpr).toList());
    Stmt body = Stmt.seq(staged.copy(inside), staged.replace(loop.body(), inside));
    return new Stmt.Loop(loop.axis(), new Stmt.Allocate(tile, body));
  }

  /** Where the reads begin in a dimension, and over how many elements they reach. */
  private record Footprint(Linear base, int extent) {}

  private Footprint footprint(List<Access> reads, int dim, Set<String> inner) {
    Linear common = null;
    Interval reach = null;
    for (Access read : reads) {
      Linear index = read.scope().linear(read.index().get(dim));
      Expr fixed = Expr.of(0);
      Interval added = Interval.of(index.constant());
      for (var term : index.terms().entrySet()) {
        Expr product = term.getKey().times(term.getValue());
        if (term.getKey().mentions(inner)) {
          added = added.plus(read.scope().range(product));
        } else {
          fixed = fixed.plus(product);
        }
      }
      Linear base = new Simplifier().linear(fixed);
      if (common != null && !common.equals(base)) {
        throw refusal("index %d of the reads of %s is not of one form".formatted(dim, buffer));
      }
      common = base;
      reach = reach == null ? added : reach.union(added);
    }
    long extent = reach.max() - reach.min() + 1;
    if (extent > Integer.MAX_VALUE) {
      throw refusal("index %d of the reads of %s is unbounded".formatted(dim, buffer));
    }
    return new Footprint(
        new Simplifier().linear(common.toExpr().plus(reach.min())), Math.toIntExact(extent));
  }

  /** A tile of a source; {@code base} are the indices in the source of its first element. */
  private record Tile(Buffer source, Buffer tile, List<Expr> base) {
    /** The loops that fill the tile. */
    Stmt copy(Simplifier around) {
      List<Axis> axes = new ArrayList<>();
      List<Expr> from = new ArrayList<>();
      Simplifier scope = around;
      for (int d = 0; d < base.size(); d++) {
        Axis axis = Axis.serial(source.name() + "." + d, tile.shape().get(d));
        axes.add(axis);
        scope = scope.inside(axis);
        from.add(scope.simplify(base.get(d).plus(axis.extent() == 1 ? Expr.of(0) : axis.var())));
      }
      List<Expr> to =
          axes.stream().map(a -> a.extent() == 1 ? Expr.of(0) : (Expr) a.var()).toList();
      List<Axis> loops = axes.stream().filter(a -> a.extent() > 1).toList();
      return Stmt.loops(loops, new Stmt.Store(tile, to, zeroExtended(from, scope)));
    }

    private Expr zeroExtended(List<Expr> from, Simplifier scope) {
      Expr guard = null;
      for (int d = 0; d < from.size(); d++) {
        Interval range = scope.range(from.get(d));
        int extent = source.shape().get(d);
        if (range.min() < 0) {
          guard = and(guard, from.get(d).compare(BinaryOp.GE, Expr.of(0)));
        }
        if (range.max() >= extent) {
          guard = and(guard, from.get(d).compare(BinaryOp.LT, Expr.of(extent)));
        }
      }
      Expr load = source.at(from);
      return guard == null ? load : new Expr.Select(guard, load, new Expr.Literal(0f));
    }

    private static Expr and(Expr guard, Expr condition) {
      return guard == null ? condition : guard.and(condition);
    }

    Stmt replace(Stmt s, Simplifier scope) {
      return s instanceof Stmt.Loop(Axis axis, Stmt body)
          ? new Stmt.Loop(axis, replace(body, scope.inside(axis)))
          : s.mapParts(part -> replace(part, scope), e -> replace(e, scope));
    }

    private Expr replace(Expr e, Simplifier scope) {
      if (e instanceof Expr.Load(Buffer b, List<Expr> index) && b.name().equals(source.name())) {
        return read(index, scope);
      }
      if (e instanceof Expr.Select select) {
        Optional<ZeroExtended> load =
            ZeroExtended.of(select, scope).filter(z -> z.buffer().name().equals(source.name()));
        if (load.isPresent()) {
          return read(load.get().index(), scope);
        }
      }
      return e.mapOperands(operand -> replace(operand, scope));
    }

    private Expr read(List<Expr> index, Simplifier scope) {
      List<Expr> inTile = new ArrayList<>();
      for (int d = 0; d < index.size(); d++) {
        inTile.add(scope.simplify(index.get(d).minus(base.get(d))));
      }
      return tile.at(inTile);
    }
  }
}
