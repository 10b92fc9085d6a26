package org.cnnc.ir.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognizes operations on tiles.
 *
 * @param axes the matrix loops, outermost first
 * @param inside knows the ranges of all loops
 */
record TileReader(List<Axis> axes, Simplifier inside) {
  static TileOperation read(Stmt.Loop outermost, Simplifier around) {
    List<Axis> axes = new ArrayList<>();
    Simplifier inside = around;
    Stmt body = outermost;
    while (body instanceof Stmt.Loop(Axis axis, Stmt inner) && axis.kind() == Kind.MATRIX) {
      axes.add(axis);
      inside = inside.inside(axis);
      body = inner;
    }
    return new TileReader(axes, inside).operation(body);
  }

  /** The elements of one tile. */
  static long elements(Buffer buffer) {
    return TileOperation.ROWS * (long) rowElements(buffer);
  }

  private static int rowElements(Buffer buffer) {
    return TileOperation.ROW_BYTES / buffer.dtype().bytes();
  }

  private TileOperation operation(Stmt body) {
    return switch (body) {
      case Stmt.Store(Buffer to, List<Expr> index, Expr.Load(Buffer from, List<Expr> source))
          when from.space() == Space.TILE
              && to.space() != Space.TILE
              && to.dtype() == from.dtype() ->
          new TileOperation.Store(rows(to, index, axes), tile(from, source, axes));
      case Stmt.Store(Buffer to, List<Expr> index, Expr.Load(Buffer from, List<Expr> source))
          when from.space() != Space.TILE && to.dtype() == from.dtype() ->
          new TileOperation.Load(tile(to, index, axes), rows(from, source, axes));
      case Stmt.Store(Buffer to, List<Expr> index, Expr.Literal(float value))
          when Float.floatToRawIntBits(value) == 0 ->
          new TileOperation.Zero(tile(to, index, axes));
      case Stmt.Accumulate sum when sum.fusedProduct().isPresent() -> product(sum);
      case Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Loop _,
          Stmt.If _,
          Stmt.Seq _,
          Stmt.Allocate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          throw new IllegalArgumentException("a matrix unit does not do this: " + body);
    };
  }

  private TileOperation.Product product(Stmt.Accumulate sum) {
    if (axes.size() != 4
        || !(sum.fusedProduct().orElseThrow()
            instanceof
            Expr.Binary(
                BinaryOp _,
                Expr.Load(Buffer left, List<Expr> leftIndex),
                Expr.Load(Buffer right, List<Expr> rightIndex)))
        || sum.buffer().dtype() != ElementType.F32
        || left.dtype() != ElementType.BF16
        || right.dtype() != ElementType.BF16) {
      throw new IllegalArgumentException("no product of tiles: " + sum);
    }
    Axis row = axes.get(0);
    Axis column = axes.get(1);
    Axis pair = axes.get(2);
    Axis half = axes.get(3);
    return new TileOperation.Product(
        tile(sum.buffer(), sum.index(), List.of(row, column)),
        tile(left, leftIndex, List.of(row, pair, half)),
        tile(right, rightIndex, List.of(pair, column, half)));
  }

  /** The tile whose elements the loops over {@code walk} visit in order. */
  private TileOperation.Tile tile(Buffer buffer, List<Expr> index, List<Axis> walk) {
    if (buffer.space() != Space.TILE) {
      throw new IllegalArgumentException("%s is no tile".formatted(buffer.name()));
    }
    TileOperation.Rows rows = rows(buffer, index, walk);
    boolean isWhole =
        rows.first().constant() % elements(buffer) == 0
            && rows.first().terms().values().stream().allMatch(c -> c % elements(buffer) == 0);
    if (rows.stride() != rowElements(buffer) || !isWhole) {
      throw new IllegalArgumentException("rows of %s are not in order".formatted(buffer.name()));
    }
    return new TileOperation.Tile(buffer, rows.first());
  }

  /** The rows that the first axis counts, and the others walk through in order. */
  private TileOperation.Rows rows(Buffer buffer, List<Expr> index, List<Axis> walk) {
    if (walk.getFirst().extent() != TileOperation.ROWS) {
      throw new IllegalArgumentException("%d rows".formatted(walk.getFirst().extent()));
    }
    Linear position = inside.linear(buffer.layout().position(index));
    long step = 1;
    for (Axis axis : walk.subList(1, walk.size()).reversed()) {
      expectCoefficient(position, axis, Optional.of(step), buffer);
      step *= axis.extent();
    }
    if (step != rowElements(buffer)) {
      throw new IllegalArgumentException(
          "rows of %d elements in %s".formatted(step, buffer.name()));
    }
    expectCoefficient(position, walk.getFirst(), Optional.empty(), buffer);
    for (Axis axis : axes) {
      if (!walk.contains(axis)) {
        expectCoefficient(position, axis, Optional.of(0L), buffer);
      }
    }
    long stride = position.coefficient(walk.getFirst().var());
    Linear first = new Simplifier().linear(atZero(position.toExpr()));
    return new TileOperation.Rows(buffer, first, stride);
  }

  private Expr atZero(Expr position) {
    Map<String, Expr> zeros = new HashMap<>();
    axes.forEach(axis -> zeros.put(axis.name(), Expr.of(0)));
    return position.substitute(zeros);
  }

  private static void expectCoefficient(
      Linear position, Axis axis, Optional<Long> expected, Buffer buffer) {
    boolean isLinear =
        position.terms().keySet().stream()
            .noneMatch(atom -> !atom.equals(axis.var()) && atom.mentions(axis));
    long coefficient = position.coefficient(axis.var());
    if (!isLinear || (expected.isPresent() && coefficient != expected.get())) {
      throw new IllegalArgumentException(
          "%s does not walk along %s".formatted(axis.name(), buffer.name()));
    }
  }
}
