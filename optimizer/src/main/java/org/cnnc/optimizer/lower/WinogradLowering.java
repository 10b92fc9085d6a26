package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.tensor.DType;

/**
 * {@code conv2d} by {@link Winograd}'s algorithm, chunk by chunk of tiles.
 *
 * <pre>
 * for n, cr, cc {                               chunks
 *   for v.ic, v.r, v.c { v[.., ic, tile] = B' x[6x6 of the tile] B }
 *   barrier
 *   for b, g {                                  tasks: a block of tiles, a group of channels
 *     for e, t, oc { m[e, oc, t] = sum over ic of v[e, ic, t] * weight[e, oc, ic] }
 *     for y.oc, y.r, y.c { y[4x4 of the tile] = A' m[.., oc, tile] A + bias[oc] }
 *   }
 *   barrier
 * }
 * </pre>
 *
 * <p>{@code lane} counts the channels of a vector. Both transforms go along one direction of the
 * tile, then along the other.
 */
final class WinogradLowering {
  private static final float A = (float) Winograd.A;
  private static final float B = (float) Winograd.B;
  private static final float A2 = A * A;
  private static final float B2 = B * B;

  /** What a transform along one direction begins with, its common parts, and its results. */
  private static final Buffer D = Buffer.register("d", List.of(Winograd.INPUT));

  private static final Buffer S = Buffer.register("s", List.of(4));
  private static final Buffer R = Buffer.register("r", List.of(Winograd.INPUT));

  private final WinogradTiles tiles;
  private final Window window;
  private final Buffer x;
  private final Buffer weight;
  private final Buffer bias;
  private final Buffer y;
  private final Buffer v;
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
    this.m = tiles.products();
    this.chunkRow = serial("cr", tiles.chunksDown());
    this.chunkColumn = serial("cc", tiles.chunksAcross());
    this.lane = serial("lane", tiles.lanes());
  }

  /**
   * @param operands the weight transformed
   */
  static Stmt lower(Conv2d conv, Operands operands, WinogradTiles tiles) {
    return new WinogradLowering(conv, operands, tiles).nest();
  }

  private Stmt nest() {
    Axis block = serial("b", tiles.blocks());
    Axis group = serial("g", tiles.groups());
    Stmt task =
        Stmt.loops(
            List.of(block, group),
            Stmt.seq(multiply(block.var(), group.var()), outputs(block.var(), group.var())));
    List<Stmt> chunk = new ArrayList<>(List.of(inputs(), new Stmt.Barrier(), task));
    int images = y.shape().get(0);
    if (images > 1 || chunkRow.extent() > 1 || chunkColumn.extent() > 1) {
      // The next chunk's inputs take the place of this one's.
      chunk.add(new Stmt.Barrier());
    }
    return Stmt.loops(List.of(serial("n", images), chunkRow, chunkColumn), Stmt.seq(chunk));
  }

  private Stmt inputs() {
    Axis block = serial("v.ic", tiles.inChannels() / tiles.lanes());
    Axis row = serial("v.r", tiles.chunkRows());
    Axis column = serial("v.c", tiles.chunkColumns());
    Expr channel = block.var().times(tiles.lanes()).plus(lane.var());
    Expr top = firstOf(chunkRow, tiles.chunkRows(), row.var()).plus(-window.padTop());
    Expr left = firstOf(chunkColumn, tiles.chunkColumns(), column.var()).plus(-window.padLeft());
    Expr tile = row.var().times(tiles.chunkColumns()).plus(column.var());
    Buffer w = scratch("w", Winograd.INPUT);

    List<Stmt> down = new ArrayList<>();
    List<Stmt> across = new ArrayList<>();
    for (int k = 0; k < Winograd.INPUT; k++) {
      Expr pixel = Points.padded(x, n, channel, top.plus(k), left.plus(I.var()), 0);
      down.add(new Stmt.Store(D, List.of(Expr.of(k)), pixel));
      across.add(new Stmt.Store(D, List.of(Expr.of(k)), w.at(I.var(), Expr.of(k), lane.var())));
    }
    down.addAll(inputTransform());
    across.addAll(inputTransform());
    for (int k = 0; k < Winograd.INPUT; k++) {
      down.add(new Stmt.Store(w, List.of(Expr.of(k), I.var(), lane.var()), R.at(Expr.of(k))));
      Expr product = I.var().times(Winograd.INPUT).plus(k);
      across.add(new Stmt.Store(v, List.of(product, channel, tile), R.at(Expr.of(k))));
    }
    Stmt body =
        new Stmt.Allocate(
            w,
            Stmt.seq(
                Stmt.loops(List.of(I, lane), withRegisters(down, D, S, R)),
                Stmt.loops(List.of(I, lane), withRegisters(across, D, S, R))));
    return Stmt.loops(List.of(block, row, column), body);
  }

  /** {@code R = B' D}, each row with two more roundings than its inputs at most. */
  private static List<Stmt> inputTransform() {
    return List.of(
        set(R, 0, d(4)),
        add(R, 0, -(A2 + B2), d(2)),
        add(R, 0, A2 * B2, d(0)),
        set(S, 0, d(4)),
        add(S, 0, -B2, d(2)),
        set(S, 1, d(3)),
        add(S, 1, -B2, d(1)),
        set(R, 1, s(0)),
        add(R, 1, A, s(1)),
        set(R, 2, s(0)),
        add(R, 2, -A, s(1)),
        set(S, 2, d(4)),
        add(S, 2, -A2, d(2)),
        set(S, 3, d(3)),
        add(S, 3, -A2, d(1)),
        set(R, 3, s(2)),
        add(R, 3, B, s(3)),
        set(R, 4, s(2)),
        add(R, 4, -B, s(3)),
        set(R, 5, d(5)),
        add(R, 5, -(A2 + B2), d(3)),
        add(R, 5, A2 * B2, d(1)));
  }

  private Stmt multiply(Expr block, Expr group) {
    Axis product = serial("e", Winograd.PRODUCTS);
    Axis tile = serial("t", tiles.tilesOfBlock());
    Axis channel = serial("oc", tiles.lanes() * tiles.vectors());
    Axis ic = serial("ic", tiles.inChannels());
    Expr t = block.times(tiles.tilesOfBlock()).plus(tile.var());
    Expr oc = group.times(channel.extent()).plus(channel.var());
    return Stmt.loops(
        List.of(product, tile, channel),
        Reduction.sum(
            new Expr.Literal(0),
            List.of(ic),
            v.at(product.var(), ic.var(), t).times(weight.at(product.var(), oc, ic.var())),
            m,
            List.of(product.var(), oc, t)));
  }

  private Stmt outputs(Expr block, Expr group) {
    Axis vector = serial("y.oc", tiles.vectors());
    Axis row = serial("y.r", tiles.rowsOfBlock());
    Axis column = serial("y.c", tiles.chunkColumns());
    Expr channel =
        group.times(tiles.vectors()).plus(vector.var()).times(tiles.lanes()).plus(lane.var());
    Expr rowOfChunk = block.times(tiles.rowsOfBlock()).plus(row.var());
    Expr tile = rowOfChunk.times(tiles.chunkColumns()).plus(column.var());
    Axis outRow = serial("i", Winograd.TILE);
    Expr oh = firstOf(chunkRow, tiles.chunkRows(), rowOfChunk).plus(outRow.var());
    Expr left = firstOf(chunkColumn, tiles.chunkColumns(), column.var());
    Buffer w = scratch("w", Winograd.TILE);

    List<Stmt> down = new ArrayList<>();
    List<Stmt> across = new ArrayList<>();
    for (int k = 0; k < Winograd.INPUT; k++) {
      Expr product = I.var().plus((long) k * Winograd.INPUT);
      down.add(new Stmt.Store(D, List.of(Expr.of(k)), m.at(product, channel, tile)));
      across.add(
          new Stmt.Store(D, List.of(Expr.of(k)), w.at(outRow.var(), Expr.of(k), lane.var())));
    }
    down.addAll(outputTransform());
    across.addAll(outputTransform());
    Buffer line = Buffer.register("line", List.of(Winograd.TILE, tiles.lanes()));
    for (int k = 0; k < Winograd.TILE; k++) {
      down.add(new Stmt.Store(w, List.of(Expr.of(k), I.var(), lane.var()), R.at(Expr.of(k))));
      across.add(new Stmt.Store(line, List.of(Expr.of(k), lane.var()), R.at(Expr.of(k))));
    }
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
                Stmt.loops(List.of(I, lane), withRegisters(down, D, S, R)),
                new Stmt.Loop(
                    outRow,
                    new Stmt.Allocate(
                        line,
                        Stmt.seq(new Stmt.Loop(lane, withRegisters(across, D, S, R)), stores)))));
    return Stmt.loops(List.of(vector, row, column), body);
  }

  /** {@code R = A' D}, each row with three more roundings than its inputs at most. */
  private static List<Stmt> outputTransform() {
    return List.of(
        set(S, 0, d(1).plus(d(2))),
        set(S, 1, d(1).minus(d(2))),
        set(S, 2, d(3).plus(d(4))),
        set(S, 3, d(3).minus(d(4))),
        set(R, 0, d(0).plus(s(0)).plus(s(2))),
        set(R, 1, s(1).times(new Expr.Literal(A))),
        add(R, 1, B, s(3)),
        set(R, 2, s(0).times(new Expr.Literal(A2))),
        add(R, 2, B2, s(2)),
        set(R, 3, d(5)),
        add(R, 3, A2 * A, s(1)),
        add(R, 3, B2 * B, s(3)));
  }

  /** The first row or column of a tile of a chunk. */
  private static Expr firstOf(Axis chunk, int tilesOfChunk, Expr tile) {
    return chunk.var().times(tilesOfChunk).plus(tile).times(Winograd.TILE);
  }

  /** A tile after the first direction, for each lane. */
  private Buffer scratch(String name, int rows) {
    List<Integer> shape = List.of(rows, Winograd.INPUT, tiles.lanes());
    return new Buffer(name, DType.F32, shape, Layout.rowMajor(shape), Space.LOCAL);
  }

  private static Stmt withRegisters(List<Stmt> body, Buffer... registers) {
    Stmt nest = Stmt.seq(body);
    for (Buffer register : registers) {
      nest = new Stmt.Allocate(register, nest);
    }
    return nest;
  }

  private static Expr d(int k) {
    return D.at(Expr.of(k));
  }

  private static Expr s(int k) {
    return S.at(Expr.of(k));
  }

  private static Stmt set(Buffer buffer, int k, Expr value) {
    return new Stmt.Store(buffer, List.of(Expr.of(k)), value);
  }

  /** {@code buffer[k] += factor * value}, rounded once. */
  private static Stmt add(Buffer buffer, int k, float factor, Expr value) {
    return new Stmt.Accumulate(
        buffer,
        List.of(Expr.of(k)),
        BinaryOp.ADD,
        new Expr.Binary(BinaryOp.MUL, new Expr.Literal(factor), value));
  }
}
