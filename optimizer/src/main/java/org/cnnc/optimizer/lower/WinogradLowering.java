package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final Buffer weight;
  private final Buffer bias;
  private final Buffer y;
  private final Buffer v;
  private final Buffer u;
  private final Buffer m;
  private final Expr n = new Expr.Var("n");
  private final Axis chunkRow;
  private final Axis chunkColumn;
  private final Axis lane;

  /** The indices along one direction of a tile. */
  private static final Axis I = serial("i", Winograd.INPUT);

  private WinogradLowering(Conv2d conv, Operands operands, WinogradTiles tiles) {
    this.tiles = tiles;
    this.window = conv.window();
    this.x = operands.inputs().get(0);
    this.weight = operands.inputs().get(1);
    this.bias = operands.inputs().get(2);
    this.y = operands.result();
    this.v = tiles.inputs();
    this.u = tiles.weights();
    this.m = tiles.products();
    this.chunkRow = serial("cr", tiles.chunksDown());
    this.chunkColumn = serial("cc", tiles.chunksAcross());
    this.lane = serial("lane", tiles.lanes());
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
    return Stmt.seq(new Stmt.Loop(group, allWeights(group.var())), chunks);
  }

  /** One chunk, of which one task is all, for devices whose groups meet only between launches. */
  private Stmt steps() {
    Expr first = Expr.of(0);
    Task task = new Task(first, first);
    Axis part = serial("k", 1);
    Stmt steps =
        Stmt.seq(
            allWeights(first),
            inputs(),
            new Stmt.Barrier(),
            multiply(task, part),
            new Stmt.Barrier(),
            outputs(task));
    return steps.substitute(
        Map.of("n", first, chunkRow.name(), first, chunkColumn.name(), first, part.name(), first));
  }

  private Stmt tasks() {
    Axis block = serial("b", tiles.blocks());
    Axis group = serial("g", tiles.groups());
    Axis part = serial("k", tiles.inChannels() / tiles.weightChannels());
    Task task = new Task(block.var(), group.var());
    Stmt products = new Stmt.Loop(part, multiply(task, part));
    if (part.extent() > 1) {
      products = Stmt.seq(zeros(task), products);
    }
    Stmt body = Stmt.seq(products, outputs(task));
    for (Buffer buffer : List.of(u, m)) {
      if (buffer.space() == Space.LOCAL) {
        body = new Stmt.Allocate(buffer, body);
      }
    }
    return Stmt.loops(List.of(block, group), body);
  }

  /** A block of tiles and a group of channels. */
  private record Task(Expr block, Expr group) {}

  /** An element of a task's sums. */
  private List<Expr> sum(Task task, Expr product, Expr channel, Expr tile) {
    return m.space() == Space.LOCAL
        ? List.of(Expr.of(0), Expr.of(0), product, channel, tile)
        : List.of(task.block, task.group, product, channel, tile);
  }

  /** The weights of a group, of all input channels. */
  private Stmt allWeights(Expr group) {
    Axis in = serial("u.ic", tiles.inChannels());
    Axis vector = serial("u.oc", tiles.vectors());
    Expr oc = channel(group, vector.var());
    Buffer w = Buffer.register("w", List.of(Winograd.INPUT, Winograd.KERNEL));
    List<Stmt> body = new ArrayList<>();
    for (int kw = 0; kw < Winograd.KERNEL; kw++) {
      Expr column = Expr.of(kw);
      body.add(
          WinogradTransform.WEIGHT.along(
              kh -> weight.at(oc, in.var(), Expr.of(kh), column),
              i -> Element.of(w, Expr.of(i), column)));
    }
    for (int i = 0; i < Winograd.INPUT; i++) {
      Expr row = Expr.of(i);
      body.add(
          WinogradTransform.WEIGHT.along(
              kw -> w.at(row, Expr.of(kw)),
              j -> Element.of(u, row.times(Winograd.INPUT).plus(j), oc, in.var())));
    }
    return Stmt.loops(List.of(in, vector, lane), new Stmt.Allocate(w, Stmt.seq(body)));
  }

  /** A row of the weights of a group and a part of the input channels: each row is other code. */
  private Stmt rowOfWeights(Expr group, Expr part, Expr row) {
    List<Stmt> rows = new ArrayList<>();
    for (int i = 0; i < Winograd.INPUT; i++) {
      rows.add(new Stmt.If(row.compare(BinaryOp.EQ, Expr.of(i)), rowOfWeights(group, part, i)));
    }
    return Stmt.seq(rows);
  }

  private Stmt rowOfWeights(Expr group, Expr part, int row) {
    Axis in = serial("u.ic", tiles.weightChannels());
    Axis vector = serial("u.oc", tiles.vectors());
    Expr ic = part.times(tiles.weightChannels()).plus(in.var());
    Expr oc = channel(group, vector.var());
    Expr ocOfGroup = vector.var().times(tiles.lanes()).plus(lane.var());
    Buffer w = Buffer.register("w", List.of(Winograd.KERNEL));
    List<Stmt> body = new ArrayList<>();
    for (int kw = 0; kw < Winograd.KERNEL; kw++) {
      Expr column = Expr.of(kw);
      body.add(
          WinogradTransform.WEIGHT.row(
              row, kh -> weight.at(oc, ic, Expr.of(kh), column), Element.of(w, column)));
    }
    body.add(
        WinogradTransform.WEIGHT.along(
            kw -> w.at(Expr.of(kw)), j -> Element.of(u, Expr.of(j), ocOfGroup, in.var())));
    return Stmt.loops(List.of(in, vector, lane), new Stmt.Allocate(w, Stmt.seq(body)));
  }

  private Stmt inputs() {
    Axis block = serial("v.b", tiles.blocks());
    Axis row = serial("v.r", tiles.rowsOfBlock());
    Axis vector = serial("v.ic", tiles.inChannels() / tiles.lanes());
    Axis column = serial("v.c", tiles.chunkColumns());
    Expr channel = vector.var().times(tiles.lanes()).plus(lane.var());
    Expr top = firstRow(block.var(), row.var()).plus(-window.padTop());
    Expr left = firstColumn(column.var()).plus(-window.padLeft());
    Expr tile = tile(block.var(), row.var(), column.var());
    Buffer w = scratch("w", Winograd.INPUT);

    Stmt down =
        WinogradTransform.INPUT.along(
            k -> Points.padded(x, n, channel, top.plus(k), left.plus(I.var()), 0),
            k -> Element.of(w, Expr.of(k), I.var(), lane.var()));
    Stmt across =
        WinogradTransform.INPUT.along(
            k -> w.at(I.var(), Expr.of(k), lane.var()),
            k -> Element.of(v, I.var().times(Winograd.INPUT).plus(k), channel, tile));
    List<Axis> lines = List.of(I, lane);
    Stmt body = new Stmt.Allocate(w, Stmt.seq(Stmt.loops(lines, down), Stmt.loops(lines, across)));
    return Stmt.loops(List.of(block, vector, row, column), body);
  }

  /** Products that several parts of the input channels add to. */
  private Stmt zeros(Task task) {
    Axis product = serial("z.e", Winograd.PRODUCTS);
    Axis vector = serial("z.oc", tiles.vectors());
    Axis tile = serial("z.t", tiles.tilesOfBlock());
    Expr oc = vector.var().times(tiles.lanes()).plus(lane.var());
    return Stmt.loops(
        List.of(product, vector, tile, lane),
        new Stmt.Store(m, sum(task, product.var(), oc, tile.var()), new Expr.Literal(0)));
  }

  private Stmt multiply(Task task, Axis part) {
    Axis row = serial("e.r", Winograd.INPUT);
    Axis column = serial("e.c", Winograd.INPUT);
    Axis tile = serial("t", tiles.tilesOfBlock());
    Axis channel = serial("oc", tiles.lanes() * tiles.vectors());
    Axis in = serial("ic", tiles.weightChannels());
    Expr product = row.var().times(Winograd.INPUT).plus(column.var());
    Expr ic = part.var().times(in.extent()).plus(in.var());
    Expr t = task.block.times(tiles.tilesOfBlock()).plus(tile.var());
    Expr weights =
        tiles.isTransformedOnce()
            ? u.at(product, task.group.times(channel.extent()).plus(channel.var()), in.var())
            : u.at(column.var(), channel.var(), in.var());
    List<Expr> sum = sum(task, product, channel.var(), tile.var());
    Stmt sums =
        Stmt.loops(
            List.of(tile, channel),
            Reduction.sum(
                part.extent() > 1 ? m.at(sum) : new Expr.Literal(0),
                List.of(in),
                v.at(product, ic, t).times(weights),
                m,
                sum));
    if (tiles.isTransformedOnce()) {
      return Stmt.loops(List.of(row, column), sums);
    }
    return new Stmt.Loop(
        row,
        Stmt.seq(
            rowOfWeights(task.group, part.var(), row.var()),
            new Stmt.Loop(
                column, Stmt.seq(prefetch(task.group, part.var().plus(1), product), sums))));
  }

  /**
   * Asks for a 36th of a part's weights: one of nine taps of a quarter of its channels. Behind the
   * last part of a group lies the next group.
   */
  private Stmt prefetch(Expr group, Expr part, Expr product) {
    Axis in = serial("p.ic", tiles.weightChannels() / 4);
    Axis vector = serial("p.oc", tiles.vectors());
    Expr ic =
        part.times(tiles.weightChannels())
            .plus(product.modulo(4).times(in.extent()))
            .plus(in.var());
    Expr oc = group.times(tiles.vectors()).plus(vector.var()).times(tiles.lanes());
    Expr tap = product.dividedBy(4);
    return Stmt.loops(
        List.of(in, vector),
        new Stmt.Prefetch(
            weight,
            List.of(oc, ic, tap.dividedBy(Winograd.KERNEL), tap.modulo(Winograd.KERNEL)),
            tiles.areWeightsNear()));
  }

  private Stmt outputs(Task task) {
    Axis vector = serial("y.oc", tiles.vectors());
    Axis row = serial("y.r", tiles.rowsOfBlock());
    Axis column = serial("y.c", tiles.chunkColumns());
    Expr channel = channel(task.group, vector.var());
    Expr channelOfGroup = vector.var().times(tiles.lanes()).plus(lane.var());
    Expr tile = row.var().times(tiles.chunkColumns()).plus(column.var());
    Axis outRow = serial("i", Winograd.TILE);
    Expr oh = firstRow(task.block, row.var()).plus(outRow.var());
    Expr left = firstColumn(column.var());
    Buffer w = scratch("w", Winograd.TILE);

    Buffer line = Buffer.register("line", List.of(Winograd.TILE, tiles.lanes()));
    Stmt down =
        WinogradTransform.OUTPUT.along(
            k -> m.at(sum(task, I.var().plus((long) k * Winograd.INPUT), channelOfGroup, tile)),
            k -> Element.of(w, Expr.of(k), I.var(), lane.var()));
    Stmt across =
        WinogradTransform.OUTPUT.along(
            k -> w.at(outRow.var(), Expr.of(k), lane.var()),
            k -> Element.of(line, Expr.of(k), lane.var()));
    Axis outColumn = serial("j", Winograd.TILE);
    Expr ow = left.plus(outColumn.var());
    Stmt store =
        new Stmt.Store(
            y,
            List.of(n, channel, oh, ow),
            line.at(outColumn.var(), lane.var()).plus(bias.at(channel)));
    Stmt stores =
        new Stmt.If(
            Points.inRange(oh, y.shape().get(2)),
            Stmt.loops(
                List.of(outColumn),
                new Stmt.If(Points.inRange(ow, y.shape().get(3)), new Stmt.Loop(lane, store))));
    Stmt body =
        new Stmt.Allocate(
            w,
            Stmt.seq(
                Stmt.loops(List.of(I, lane), down),
                new Stmt.Loop(
                    outRow,
                    new Stmt.Allocate(line, Stmt.seq(new Stmt.Loop(lane, across), stores)))));
    return Stmt.loops(List.of(vector, row, column), body);
  }

  /** A channel of a vector of a group's. */
  private Expr channel(Expr group, Expr vector) {
    return group.times(tiles.vectors()).plus(vector).times(tiles.lanes()).plus(lane.var());
  }

  /** The number of a tile in its chunk, by its place in a block. */
  private Expr tile(Expr block, Expr row, Expr column) {
    Expr rowOfChunk = block.times(tiles.rowsOfBlock()).plus(row);
    return rowOfChunk.times(tiles.chunkColumns()).plus(column);
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
