package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.TileOperation;

/**
 * Sums in the tiles of a matrix unit what a tile of accumulators takes in, 16 rows by 16 columns
 * and 32 summands at a time; the accumulators become memory, from which the tiles come before the
 * sum, and to which they go after it.
 *
 * <pre>
 * register acc: f32[16,16] {                  local acc: f32[16,16] {
 *   acc[..] = B                                 acc[..] = B
 *   for k.o {                                   tile acc.tile, x.tile, w.tile {
 *     for k in 0..32 {                            acc.tile = acc
 *       for i in 0..16 { for j in 0..16 {   ->    for k.o { x.tile = x ; w.tile = w
 *         acc[i, j] += x[i, k] * w[k, j]                    acc.tile += x.tile * w.tile }
 *   } } } }                                       acc = acc.tile }
 *   y[..] = acc[..]                             y[..] = acc[..]
 * }                                           }
 * </pre>
 *
 * <p>Loops between those over {@code sums} and {@code rows} number the tiles: each tile of a factor
 * is loaded once for all products that it is part of. What is not as long as a tile, at the tails
 * of rows, columns and sums, stays as it is. The factors are bf16 and lie in memory as {@link
 * TileOperation} says. The unit adds in an order of its own.
 *
 * @param rows the loop over what the factor that it indexes has a contiguous row of summands for
 * @param columns the loop that indexes the other factor
 * @param sums the loop over the summands, in which the others stand
 */
public record Tensorize(String rows, String columns, String sums) implements Transform {
  private static final int ROWS = TileOperation.ROWS;
  private static final int COLUMNS = TileOperation.ROW_BYTES / ElementType.F32.bytes();
  private static final int PAIR = Float.BYTES / ElementType.BF16.bytes();
  private static final int SUMS = TileOperation.ROW_BYTES / ElementType.BF16.bytes();

  @Override
  public Stmt apply(Stmt nest) {
    Stmt tensorized = find(nest, new Simplifier());
    if (tensorized.equals(nest)) {
      throw refusal(
          "no accumulators of %d by %d take in %d summands".formatted(ROWS, COLUMNS, SUMS));
    }
    return tensorized;
  }

  private Stmt find(Stmt s, Simplifier scope) {
    return switch (s) {
      case Stmt.Loop(Axis axis, Stmt body) -> new Stmt.Loop(axis, find(body, scope.inside(axis)));
      case Stmt.Allocate registers when registers.buffer().space() == Space.REGISTER -> {
        Buffer accumulators = registers.buffer();
        Buffer inMemory = inSpace(accumulators.name(), accumulators, Space.LOCAL);
        Stmt.Allocate stored = registers.with(inMemory, index -> index);
        Stmt tensorized = new Sums(inMemory, scope).inTiles(stored.body());
        yield tensorized.equals(stored.body()) ? s : new Stmt.Allocate(inMemory, tensorized);
      }
      case Stmt.If _,
          Stmt.Seq _,
          Stmt.Allocate _,
          Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          s.mapParts(part -> find(part, scope), e -> e);
    };
  }

  private static Buffer inSpace(String name, Buffer like, Space space) {
    return new Buffer(name, like.dtype(), like.shape(), Layout.rowMajor(like.shape()), space);
  }

  /** The sums of accumulators. */
  private final class Sums {
    private final Buffer accumulators;

    /** Knows the ranges of the loops around them. */
    private final Simplifier scope;

    Sums(Buffer accumulators, Simplifier scope) {
      this.accumulators = accumulators;
      this.scope = scope;
    }

    /** Each statement that sums as many as a tile takes, in tiles. */
    Stmt inTiles(Stmt s) {
      if (s instanceof Stmt.Seq(List<Stmt> body)) {
        return Stmt.seq(body.stream().map(this::inTiles).toList());
      }
      Optional<Product> product = product(s);
      return product.isPresent() ? product.get().inTiles(s) : s;
    }

    /** What a nest of loops adds up, where that fills tiles. */
    private Optional<Product> product(Stmt nest) {
      List<Axis> axes = new ArrayList<>();
      Stmt body = nest;
      while (body instanceof Stmt.Loop(Axis axis, Stmt inner)) {
        axes.add(axis);
        body = inner;
      }
      List<String> names = axes.stream().map(Axis::name).toList();
      int at = names.indexOf(sums);
      int last = names.size() - 1;
      boolean isOfTiles =
          at >= 0
              && at < last - 1
              && names.subList(last - 1, last + 1).equals(List.of(rows, columns))
              && axes.get(at).extent() == SUMS
              && axes.get(last - 1).extent() == ROWS
              && axes.get(last).extent() == COLUMNS;
      return isOfTiles && body instanceof Stmt.Accumulate sum && sum.buffer().equals(accumulators)
          ? Optional.of(new Product(accumulators, sum, axes.subList(at + 1, last - 1), scope))
          : Optional.empty();
    }
  }

  /** The products that accumulators take in. */
  private final class Product {
    private final Axis row = new Axis(rows + ".row", ROWS, Kind.MATRIX);
    private final Axis column = new Axis(columns + ".column", COLUMNS, Kind.MATRIX);
    private final Axis pair = new Axis(sums + ".pair", SUMS / PAIR, Kind.MATRIX);
    private final Axis half = new Axis(sums + ".half", PAIR, Kind.MATRIX);
    private final Buffer accumulators;
    private final Stmt.Accumulate sum;
    private final List<Axis> blocks;
    private final Simplifier scope;
    private final Expr.Load left;
    private final Expr.Load right;
    private final Buffer sumTiles;
    private final Buffer leftTiles;
    private final Buffer rightTiles;

    /**
     * @param blocks the loops that number the tiles
     */
    Product(Buffer accumulators, Stmt.Accumulate sum, List<Axis> blocks, Simplifier scope) {
      this.accumulators = accumulators;
      this.sum = sum;
      this.blocks = blocks.stream().map(axis -> axis.withKind(Kind.UNROLLED)).toList();
      this.scope = scope;
      Expr.Binary factors =
          sum.fusedProduct().orElseThrow(() -> refusal("no sum of products: " + sum));
      boolean isLeftFirst = factors.left().mentions(Axis.serial(rows, ROWS));
      this.left = element(isLeftFirst ? factors.left() : factors.right(), columns);
      this.right = element(isLeftFirst ? factors.right() : factors.left(), rows);
      this.sumTiles = inSpace(accumulators.name() + ".tile", accumulators, Space.TILE);
      this.leftTiles = tiles(left, List.of(ROWS, SUMS));
      this.rightTiles = tiles(right, List.of(SUMS / PAIR, COLUMNS, PAIR));
    }

    /**
     * A factor that depends on no {@code other} axis. A group of channels is an index that only
     * mentions one.
     */
    private Expr.Load element(Expr factor, String other) {
      Simplifier inside =
          scope.inside(Axis.serial(rows, ROWS)).inside(Axis.serial(columns, COLUMNS));
      for (Axis block : blocks) {
        inside = inside.inside(block);
      }
      Expr element =
          factor.mentions(Axis.serial(other, 1)) ? factor.mapOperands(inside::simplify) : factor;
      if (!(element instanceof Expr.Load load) || element.mentions(Axis.serial(other, 1))) {
        throw refusal("a factor is no element of a row or column: " + factor);
      }
      return load;
    }

    private Buffer tiles(Expr.Load factor, List<Integer> tile) {
      List<Integer> shape = new ArrayList<>();
      blocksOf(factor).forEach(axis -> shape.add(axis.extent()));
      shape.addAll(tile);
      return new Buffer(
          factor.buffer().name() + ".tile",
          factor.buffer().dtype(),
          shape,
          Layout.rowMajor(shape),
          Space.TILE);
    }

    /** The loops on which a factor's tile depends. */
    private List<Axis> blocksOf(Expr.Load factor) {
      return blocks.stream().filter(factor::mentions).toList();
    }

    /** The nest with its sums in tiles. */
    Stmt inTiles(Stmt nest) {
      List<Expr> index = at(sum.index(), Map.of(rows, row.var(), columns, column.var()));
      Stmt load = new Stmt.Store(sumTiles, index, accumulators.at(index));
      Stmt store = new Stmt.Store(accumulators, index, sumTiles.at(index));
      List<Axis> tile = List.of(row, column);
      Stmt body =
          Stmt.seq(
              operation(blocks, tile, load, scope),
              summed(nest, scope),
              operation(blocks, tile, store, scope));
      for (Buffer buffer : List.of(rightTiles, leftTiles, sumTiles)) {
        body = new Stmt.Allocate(buffer, body);
      }
      return body;
    }

    /** The loops around the sum, with operations on tiles in the place of the innermost ones. */
    private Stmt summed(Stmt nest, Simplifier around) {
      if (nest instanceof Stmt.Loop(Axis axis, Stmt body) && !axis.name().equals(sums)) {
        return new Stmt.Loop(axis, summed(body, around.inside(axis)));
      }
      Expr summand = pair.var().times(PAIR).plus(half.var());
      Axis whole = new Axis(sums + ".sum", SUMS, Kind.MATRIX);
      List<Expr> sumIndex = at(sum.index(), Map.of(rows, row.var(), columns, column.var()));
      List<Expr> leftIndex = numbered(left, row.var(), summand);
      List<Expr> rightIndex = numbered(right, pair.var(), column.var(), half.var());
      Expr leftElement = left.substitute(Map.of(rows, row.var(), sums, whole.var()));
      Expr rightElement = right.substitute(Map.of(columns, column.var(), sums, summand));
      Stmt product =
          Stmt.Accumulate.sum(
              sumTiles, sumIndex, leftTiles.at(leftIndex).times(rightTiles.at(rightIndex)));
      return Stmt.seq(
          operation(
              blocksOf(left),
              List.of(row, whole),
              new Stmt.Store(leftTiles, numbered(left, row.var(), whole.var()), leftElement),
              around),
          operation(
              blocksOf(right),
              List.of(pair, column, half),
              new Stmt.Store(rightTiles, rightIndex, rightElement),
              around),
          operation(blocks, List.of(row, column, pair, half), product, around));
    }

    private List<Expr> numbered(Expr.Load factor, Expr... inTile) {
      List<Expr> index = new ArrayList<>();
      blocksOf(factor).forEach(axis -> index.add(axis.var()));
      index.addAll(List.of(inTile));
      return index;
    }

    private List<Expr> at(List<Expr> index, Map<String, Expr> point) {
      UnaryOperator<Expr> substitute = i -> i.substitute(point);
      return index.stream().map(substitute).toList();
    }

    /** One operation for each of the blocks. */
    private Stmt operation(
        List<Axis> numbers, List<Axis> matrix, Stmt statement, Simplifier around) {
      Simplifier inside = around;
      for (Axis axis : numbers) {
        inside = inside.inside(axis);
      }
      Stmt loops = Stmt.loops(matrix, statement);
      try {
        TileOperation.of((Stmt.Loop) loops, inside);
      } catch (IllegalArgumentException mismatch) {
        throw refusal(mismatch.getMessage());
      }
      return Stmt.loops(numbers, loops);
    }
  }
}
