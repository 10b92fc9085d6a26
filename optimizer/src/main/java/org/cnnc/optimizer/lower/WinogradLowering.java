package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.op.Winograd;
import org.cnnc.optimizer.lower.WinogradTransform.Element;

/**
 * {@code conv2d} by {@link Winograd}'s algorithm, chunk by chunk of tiles.
 *
 * <pre>
 * for u.g, u.ic { u[.., oc, ic] = G weight[oc, ic, ..] G' }      where weights are transformed once
 * for n, cr, cc {                                                  chunks
 *   for v.b, v.ic, v.r, v.c { v[.., ic, tile] = B' x[6x6 of the tile] B }
 *   barrier
 *   for b, g {                                  tasks: a block of tiles, a group of channels
 *     m = 0
 *     for k, e.r {                              parts of the input channels, one where transformed once
 *       for u.ic, u.oc { u[.., oc, ic] = (G weight[oc, ic, ..])[e.r] G' }   where transformed by the task
 *       for e.c, t, oc { m[e, oc, t] += sum over ic of v[e, ic, t] * u[.., e.c, oc, ic] }
 *     }
 *     for k, e.r, ic {                          where transformed in registers
 *       u[..] = (G weight[oc, ic, ..])[e.r] G'
 *       for e.c, t { m[e, oc, t] += v[e, ic, t] * u[e.c] }
 *     }
 *     for y.oc, y.r, y.c { y[4x4 of the tile] = A' m[.., oc, tile] A + bias[oc] }
 *   }
 *   barrier
 * }
 * </pre>
 *
 * <p>On devices of many work items ({@link WinogradTiles#inSteps}) there are one chunk and one
 * task, with a barrier between the products and the outputs as well.
 *
 * <p>{@code lane} counts the channels of a vector. All transforms go along one direction of the
 * tile, then along the other.
 */
final class WinogradLowering {
  private final WinogradTiles tiles;
  private final Window window;
  private final Buffer x;
  private final Buffer bias;
  private final Buffer y;
  private final Buffer v;
  private final Buffer u;
  private final Buffer m;
  private final WinogradProducts products;
  private final Expr n = new Expr.Var("n");
  private final Axis chunkRow;
  private final Axis chunkColumn;
  private final Axis lane;

  private WinogradLowering(Conv2d conv, Operands operands, WinogradTiles tiles) {
    this.tiles = tiles;
    this.window = conv.window();
    this.x = operands.inputs().get(0);
    this.bias = operands.inputs().get(2);
    this.y = operands.result();
    this.v = tiles.inputs();
    this.u = tiles.weights();
    this.m = tiles.products();
    this.chunkRow = serial("cr", tiles.chunksDown());
    this.chunkColumn = serial("cc", tiles.chunksAcross());
    this.lane = serial("lane", tiles.lanes());
    this.products = new WinogradProducts(tiles, operands.inputs().get(1), v, u, m, lane);
  }

  static Stmt lower(Conv2d conv, Operands operands, WinogradTiles tiles) {
    return new WinogradLowering(conv, operands, tiles).nest();
  }

  private Stmt nest() {
    if (tiles.isInSteps()) {
      return steps();
    }
    List<Stmt> chunk = new ArrayList<>(List.of(inputs(), new Stmt.Barrier(), tasks()));
    int images = y.shape().get(0);
    if (images > 1 || chunkRow.extent() > 1 || chunkColumn.extent() > 1) {
      // The next chunk's inputs take the place of this one's.
      chunk.add(new Stmt.Barrier());
    }
    Stmt chunks = Stmt.loops(List.of(serial("n", images), chunkRow, chunkColumn), Stmt.seq(chunk));
    if (!tiles.isTransformedOnce()) {
      return chunks;
    }
    Axis group = serial("u.g", tiles.groups());
    // The barrier behind the inputs is this loop's as well.
    return Stmt.seq(new Stmt.Loop(group, products.allWeights(group.var())), chunks);
  }

  /** One chunk, of which one task is all, for devices whose groups meet only between launches. */
  private Stmt steps() {
    Expr first = Expr.of(0);
    WinogradTask task = new WinogradTask(first, first);
    Axis part = serial("k", 1);
    Stmt steps =
        Stmt.seq(
            products.allWeights(first),
            inputs(),
            new Stmt.Barrier(),
            products.multiply(task, part),
            new Stmt.Barrier(),
            outputs(task));
    return steps.substitute(
        Map.of("n", first, chunkRow.name(), first, chunkColumn.name(), first, part.name(), first));
  }

  private Stmt tasks() {
    Axis block = serial("b", tiles.blocks());
    Axis group = serial("g", tiles.groups());
    WinogradTask task = new WinogradTask(block.var(), group.var());
    Stmt body = Stmt.seq(products.sums(task), outputs(task));
    for (Buffer buffer : List.of(u, m)) {
      if (buffer.space() == Space.LOCAL) {
        body = new Stmt.Allocate(buffer, body);
      }
    }
    return Stmt.loops(List.of(block, group), body);
  }

  private Stmt inputs() {
    Axis block = serial("v.b", tiles.blocks());
    Axis row = serial("v.r", tiles.rowsOfBlock());
    Axis vector = serial("v.ic", tiles.inChannels() / tiles.lanes());
    Axis column = serial("v.c", tiles.chunkColumns());
    Expr channel = vector.var().times(tiles.lanes()).plus(lane.var());
    Tile tile = new Tile(block.var(), row.var(), column.var());
    return Stmt.loops(
        List.of(block, vector, row, column),
        byOutputs(tile, (rows, columns) -> input(tile, channel, rows, columns)));
  }

  /** The place of a tile in a chunk: its row and column in a block. */
  private record Tile(Expr block, Expr row, Expr column) {}

  /**
   * What is done with a tile, by its number of outputs in each direction: tiles at the edge are
   * other code.
   */
  private Stmt byOutputs(Tile tile, BiFunction<Integer, Integer, Stmt> body) {
    return byOutputs(
        tile.row,
        tiles.rowsOfBlock() - 1,
        tiles.lastRows(),
        rows ->
            byOutputs(
                tile.column,
                tiles.chunkColumns() - 1,
                tiles.lastColumns(),
                columns -> body.apply(rows, columns)));
  }

  private static Stmt byOutputs(Expr place, int last, int outputsOfLast, IntFunction<Stmt> body) {
    if (outputsOfLast == Winograd.TILE || last == 0) {
      return body.apply(outputsOfLast);
    }
    return Stmt.seq(
        new Stmt.If(place.compare(BinaryOp.LT, Expr.of(last)), body.apply(Winograd.TILE)),
        new Stmt.If(place.compare(BinaryOp.EQ, Expr.of(last)), body.apply(outputsOfLast)));
  }

  /** Transforms the inputs of a tile of so many rows and columns of outputs. */
  private Stmt input(Tile tile, Expr channel, int rows, int columns) {
    Axis row = serial("i", Winograd.points(rows));
    Axis column = serial("i", Winograd.points(columns));
    Expr top = firstRow(tile.block, tile.row).plus(-window.padTop());
    Expr left = firstColumn(tile.column).plus(-window.padLeft());
    Buffer w = scratch("w", Winograd.INPUT);
    Stmt down =
        WinogradTransform.input(rows)
            .along(
                k -> Points.padded(x, n, channel, top.plus(k), left.plus(column.var()), 0),
                k -> Element.of(w, Expr.of(k), column.var(), lane.var()));
    Stmt across =
        WinogradTransform.input(columns)
            .along(
                k -> w.at(row.var(), Expr.of(k), lane.var()),
                k ->
                    Element.of(
                        v,
                        row.var().times(Winograd.INPUT).plus(k),
                        channel,
                        tile.block
                            .times(tiles.tilesOfBlock())
                            .plus(number(tile, tiles.tilesAcross(k)))));
    return new Stmt.Allocate(
        w,
        Stmt.seq(Stmt.loops(List.of(column, lane), down), Stmt.loops(List.of(row, lane), across)));
  }

  /** The number of a tile of its block's, where so many lie side by side. */
  private static Expr number(Tile tile, int across) {
    return tile.row.times(across).plus(tile.column);
  }

  private Stmt outputs(WinogradTask task) {
    Axis vector = serial("y.oc", tiles.vectors());
    Axis row = serial("y.r", tiles.rowsOfBlock());
    Axis column = serial("y.c", tiles.chunkColumns());
    Tile tile = new Tile(task.block(), row.var(), column.var());
    return Stmt.loops(
        List.of(vector, row, column),
        byOutputs(tile, (rows, columns) -> output(task, vector.var(), tile, rows, columns)));
  }

  /** Sums up the products of a tile of so many rows and columns of outputs. */
  private Stmt output(WinogradTask task, Expr vector, Tile tile, int rows, int columns) {
    Expr channelOfGroup = vector.times(tiles.lanes()).plus(lane.var());
    Buffer w = scratch("w", Winograd.TILE);
    List<Stmt> body = new ArrayList<>();
    for (PointRange points : tiles.columnPoints()) {
      if (points.first() < Winograd.points(columns)) {
        Axis axis = serial("i", points.count());
        Expr column = axis.var().plus(points.first());
        Expr t = number(tile, points.tiles());
        Stmt down =
            WinogradTransform.output(rows)
                .along(
                    k ->
                        m.at(
                            task.sum(m, column.plus((long) k * Winograd.INPUT), channelOfGroup, t)),
                    k -> Element.of(w, Expr.of(k), column, lane.var()));
        body.add(Stmt.loops(List.of(axis, lane), down));
      }
    }
    Axis row = serial("i", rows);
    Buffer line = Buffer.register("line", List.of(Winograd.TILE, tiles.lanes()));
    Stmt across =
        WinogradTransform.output(columns)
            .along(
                k -> w.at(row.var(), Expr.of(k), lane.var()),
                k -> Element.of(line, Expr.of(k), lane.var()));
    Expr oc = tiles.channel(task.group(), vector, lane.var());
    Stmt stores = stores(oc, tile, row.var(), line, columns);
    body.add(
        new Stmt.Loop(row, new Stmt.Allocate(line, Stmt.seq(new Stmt.Loop(lane, across), stores))));
    return new Stmt.Allocate(w, Stmt.seq(body));
  }

  /** Stores what of a line of a tile's outputs is not beyond those of the convolution. */
  private Stmt stores(Expr oc, Tile tile, Expr row, Buffer line, int columns) {
    Axis column = serial("j", columns);
    Expr oh = firstRow(tile.block, tile.row).plus(row);
    Expr ow = firstColumn(tile.column).plus(column.var());
    Expr value = line.at(column.var(), lane.var()).plus(bias.at(oc));
    Stmt store = new Stmt.Loop(lane, new Stmt.Store(y, List.of(n, oc, oh, ow), value));
    Stmt inColumns = new Stmt.Loop(column, inside(ow, 3, tiles.lastColumns(), store));
    return inside(oh, 2, tiles.lastRows(), inColumns);
  }

  /** What is done where an output exists: everywhere, if the last tile has fewer outputs. */
  private Stmt inside(Expr index, int dimension, int outputsOfLast, Stmt body) {
    return outputsOfLast < Winograd.TILE
        ? body
        : new Stmt.If(Points.inRange(index, y.shape().get(dimension)), body);
  }

  /** The first row of outputs of a row of tiles of a block. */
  private Expr firstRow(Expr block, Expr row) {
    Expr rowOfBand = chunkRow.var().times(tiles.rowsOfBlock()).plus(row);
    return block.times(tiles.rowsOfBand()).plus(rowOfBand).times(Winograd.TILE);
  }

  /** The first column of outputs of a column of tiles of a chunk. */
  private Expr firstColumn(Expr column) {
    return chunkColumn.var().times(tiles.chunkColumns()).plus(column).times(Winograd.TILE);
  }

  /** A tile after the first direction, for each lane. */
  private Buffer scratch(String name, int rows) {
    List<Integer> shape = List.of(rows, Winograd.INPUT, tiles.lanes());
    return new Buffer(name, ElementType.F32, shape, Layout.rowMajor(shape), Space.LOCAL);
  }
}
