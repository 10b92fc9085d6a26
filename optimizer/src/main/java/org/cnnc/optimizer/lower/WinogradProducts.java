package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Winograd;
import org.cnnc.optimizer.lower.WinogradTransform.Element;

/**
 * The transformed weights of {@link Winograd}'s algorithm and what they are multiplied by, as
 * {@link WinogradLowering} puts them together.
 *
 * @param weight {@code weight[OC, IC, 3, 3]}
 * @param v the transformed inputs, {@link WinogradTiles#inputs}
 * @param u the transformed weights, {@link WinogradTiles#weights}
 * @param m the sums, {@link WinogradTiles#products}
 * @param lane counts the channels of a vector
 */
record WinogradProducts(
    WinogradTiles tiles, Buffer weight, Buffer v, Buffer u, Buffer m, Axis lane) {
  /**
   * How far ahead weights are brought to the first-level cache (measured: 4 or 32 take 1.07 times
   * as long, none 1.15).
   */
  private static final int CHANNELS_AHEAD = 16;

  /** The weights of a group, of all input channels. */
  Stmt allWeights(Expr group) {
    Axis in = serial("u.ic", tiles.inChannels());
    Axis vector = serial("u.oc", tiles.vectors());
    Expr oc = tiles.channel(group, vector.var(), lane.var());
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
  private Stmt rowOfWeights(Expr group, Expr part, Expr row, PointRange rows) {
    List<Stmt> all = new ArrayList<>();
    for (int i = rows.first(); rows.contains(i); i++) {
      all.add(new Stmt.If(row.compare(BinaryOp.EQ, Expr.of(i)), rowOfWeights(group, part, i)));
    }
    return Stmt.seq(all);
  }

  private Stmt rowOfWeights(Expr group, Expr part, int row) {
    Axis in = serial("u.ic", tiles.weightChannels());
    Axis vector = serial("u.oc", tiles.vectors());
    Expr ic = part.times(tiles.weightChannels()).plus(in.var());
    Expr ocOfGroup = vector.var().times(tiles.lanes()).plus(lane.var());
    Stmt body =
        rowOfWeights(
            row,
            tiles.channel(group, vector.var(), lane.var()),
            ic,
            j -> Element.of(u, Expr.of(j), ocOfGroup, in.var()));
    return Stmt.loops(List.of(in, vector, lane), body);
  }

  /** A row of the weights of a pair of channels. */
  private Stmt rowOfWeights(int row, Expr oc, Expr ic, IntFunction<Element> result) {
    Buffer w = Buffer.register("w", List.of(Winograd.KERNEL));
    List<Stmt> body = new ArrayList<>();
    for (int kw = 0; kw < Winograd.KERNEL; kw++) {
      Expr column = Expr.of(kw);
      body.add(
          WinogradTransform.WEIGHT.row(
              row, kh -> weight.at(oc, ic, Expr.of(kh), column), Element.of(w, column)));
    }
    body.add(WinogradTransform.WEIGHT.along(kw -> w.at(Expr.of(kw)), result));
    return new Stmt.Allocate(w, Stmt.seq(body));
  }

  /** The sums of products of a task. */
  Stmt sums(WinogradTask task) {
    Axis part = serial("k", tiles.inChannels() / tiles.weightChannels());
    Stmt parts =
        new Stmt.Loop(
            part,
            tiles.weightTransform() == WinogradTiles.WeightTransform.IN_REGISTERS
                ? multiplyInRegisters(task, part)
                : multiply(task, part));
    return part.extent() > 1 ? Stmt.seq(zeros(task), parts) : parts;
  }

  /** Products that several parts of the input channels add to. */
  private Stmt zeros(WinogradTask task) {
    Axis product = serial("z.e", Winograd.PRODUCTS);
    Axis vector = serial("z.oc", tiles.vectors());
    Axis tile = serial("z.t", tiles.tilesOfBlock());
    Expr oc = vector.var().times(tiles.lanes()).plus(lane.var());
    return Stmt.loops(
        List.of(product, vector, tile, lane),
        new Stmt.Store(m, task.sum(m, product.var(), oc, tile.var()), new Expr.Literal(0)));
  }

  /** The products of a part of the input channels, added to the sums of a task. */
  Stmt multiply(WinogradTask task, Axis part) {
    List<Stmt> all = new ArrayList<>();
    for (PointRange rows : tiles.rowPoints()) {
      Axis axis = serial("e.r", rows.count());
      Expr row = axis.var().plus(rows.first());
      List<Stmt> body = new ArrayList<>();
      if (!tiles.isTransformedOnce()) {
        body.add(rowOfWeights(task.group(), part.var(), row, rows));
      }
      for (PointRange columns : tiles.columnPoints()) {
        body.add(multiply(task, part, row, columns, rows.tiles() * columns.tiles()));
      }
      all.add(new Stmt.Loop(axis, Stmt.seq(body)));
    }
    return Stmt.seq(all);
  }

  /** The products of a row of the 6x6 and some columns, in which so many tiles take part. */
  private Stmt multiply(WinogradTask task, Axis part, Expr row, PointRange columns, int count) {
    Axis axis = serial("e.c", columns.count());
    Axis tile = serial("t", count);
    Axis channel = serial("oc", tiles.lanes() * tiles.vectors());
    Axis in = serial("ic", tiles.weightChannels());
    Expr column = axis.var().plus(columns.first());
    Expr product = row.times(Winograd.INPUT).plus(column);
    Expr ic = part.var().times(in.extent()).plus(in.var());
    Expr t = task.block().times(tiles.tilesOfBlock()).plus(tile.var());
    Expr weights =
        tiles.isTransformedOnce()
            ? u.at(product, task.group().times(channel.extent()).plus(channel.var()), in.var())
            : u.at(column, channel.var(), in.var());
    List<Expr> sum = task.sum(m, product, channel.var(), tile.var());
    Stmt sums =
        Stmt.loops(
            List.of(tile, channel),
            Reduction.sum(
                part.extent() > 1 ? m.at(sum) : new Expr.Literal(0),
                List.of(in),
                v.at(product, ic, t).times(weights),
                m,
                sum));
    return new Stmt.Loop(
        axis,
        tiles.isTransformedOnce()
            ? sums
            : Stmt.seq(prefetch(task.group(), part.var().plus(1), product), sums));
  }

  /** The products of one row of the 6x6 after the other: each row is other code. */
  private Stmt multiplyInRegisters(WinogradTask task, Axis part) {
    List<Stmt> all = new ArrayList<>();
    for (PointRange rows : tiles.rowPoints()) {
      for (int row = rows.first(); rows.contains(row); row++) {
        all.add(multiplyInRegisters(task, part, row, rows.tiles()));
      }
    }
    return Stmt.seq(all);
  }

  /** The products of a row of the 6x6, in which so many rows of tiles take part. */
  private Stmt multiplyInRegisters(WinogradTask task, Axis part, int row, int tileRows) {
    Axis in = serial("ic", tiles.weightChannels());
    Expr ic = part.var().times(in.extent()).plus(in.var());
    Buffer sums =
        Buffer.register("sum", List.of(Winograd.INPUT, tiles.tilesOfBlock(), tiles.lanes()));
    List<Stmt> start = new ArrayList<>();
    List<Stmt> add = new ArrayList<>();
    List<Stmt> end = new ArrayList<>();
    for (PointRange columns : tiles.columnPoints()) {
      Axis axis = serial("e.c", columns.count());
      Axis tile = serial("t", tileRows * columns.tiles());
      List<Axis> all = List.of(axis, tile, lane);
      Expr column = axis.var().plus(columns.first());
      Expr product = column.plus((long) row * Winograd.INPUT);
      Expr t = task.block().times(tiles.tilesOfBlock()).plus(tile.var());
      List<Expr> sum = List.of(column, tile.var(), lane.var());
      List<Expr> place = task.sum(m, product, lane.var(), tile.var());
      Expr first = part.extent() > 1 ? m.at(place) : new Expr.Literal(0);
      Expr term = v.at(product, ic, t).times(u.at(column, lane.var()));
      start.add(Stmt.loops(all, new Stmt.Store(sums, sum, first)));
      add.add(Stmt.loops(all, Stmt.Accumulate.sum(sums, sum, term)));
      end.add(Stmt.loops(all, new Stmt.Store(m, place, sums.at(sum))));
    }
    Stmt weights =
        new Stmt.Loop(
            lane,
            rowOfWeights(
                row,
                tiles.channel(task.group(), Expr.of(0), lane.var()),
                ic,
                j -> Element.of(u, Expr.of(j), lane.var())));
    Stmt body = Stmt.seq(weights, prefetch(task.group(), ic, row), Stmt.seq(add));
    return new Stmt.Allocate(
        sums,
        Stmt.seq(Stmt.seq(start), new Stmt.Loop(in, new Stmt.Allocate(u, body)), Stmt.seq(end)));
  }

  /**
   * Asks for the weights that a row of the 6x6 needs of a channel further on, and for a sixth of
   * those of a channel of the next group: they come to the second-level cache, and from there six
   * times to the first.
   */
  private Stmt prefetch(Expr group, Expr ic, int row) {
    int taps = Winograd.KERNEL * Winograd.KERNEL;
    List<Stmt> lines = new ArrayList<>();
    for (int tap = 0; tap < taps; tap++) {
      if (WinogradTransform.WEIGHT.needs(row, tap / Winograd.KERNEL)) {
        lines.add(prefetch(group, ic.plus(CHANNELS_AHEAD), tap, true));
      }
      if (tap * Winograd.INPUT / taps == row) {
        lines.add(prefetch(group.plus(1), ic, tap, false));
      }
    }
    return Stmt.seq(lines);
  }

  private Stmt prefetch(Expr group, Expr ic, int tap, boolean isNear) {
    Expr kh = Expr.of(tap / Winograd.KERNEL);
    Expr kw = Expr.of(tap % Winograd.KERNEL);
    return new Stmt.Prefetch(weight, List.of(group.times(tiles.lanes()), ic, kh, kw), isNear);
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
}
