package org.cnnc.backend.llvm;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;

/** Convolutions written by hand, as lowering and schedules make them. */
final class Nests {
  private Nests() {}

  /** Buffers of a convolution of stride 1 with padding 1 and a 3x3 window. */
  record Conv(Buffer x, Buffer weight, Buffer bias, Buffer y, Stmt body) {}

  /** Seven plain loops; the padding is a select. */
  static Conv naive(int ic, int oc, int size) {
    Buffer x = Buffer.global("x", org.cnnc.ir.loop.ElementType.F32, List.of(1, ic, size, size));
    Buffer w = Buffer.global("weight", org.cnnc.ir.loop.ElementType.F32, List.of(oc, ic, 3, 3));
    Buffer b = Buffer.global("bias", org.cnnc.ir.loop.ElementType.F32, List.of(oc));
    Buffer y = Buffer.global("y", org.cnnc.ir.loop.ElementType.F32, List.of(1, oc, size, size));
    Buffer acc = Buffer.register("acc", List.of());
    Expr ih = new Expr.Var("oh").plus(new Expr.Var("kh")).plus(-1);
    Expr iw = new Expr.Var("ow").plus(new Expr.Var("kw")).plus(-1);
    Expr zero = new Expr.Int(0);
    Expr pixel =
        new Expr.Select(
            inside(ih, size).and(inside(iw, size)),
            x.at(zero, new Expr.Var("ic"), ih, iw),
            new Expr.Literal(0));
    Expr weight =
        w.at(new Expr.Var("oc"), new Expr.Var("ic"), new Expr.Var("kh"), new Expr.Var("kw"));
    Stmt body =
        Stmt.loops(
            List.of(
                Axis.serial("oc", oc).withKind(Kind.PARALLEL),
                Axis.serial("oh", size),
                Axis.serial("ow", size)),
            new Stmt.Allocate(
                acc,
                Stmt.seq(
                    new Stmt.Store(acc, List.of(), b.at(new Expr.Var("oc"))),
                    Stmt.loops(
                        List.of(Axis.serial("ic", ic), Axis.serial("kh", 3), Axis.serial("kw", 3)),
                        Stmt.Accumulate.sum(
                            acc, List.of(), new Expr.Binary(BinaryOp.MUL, pixel, weight))),
                    new Stmt.Store(
                        y,
                        List.of(zero, new Expr.Var("oc"), new Expr.Var("oh"), new Expr.Var("ow")),
                        new Expr.Binary(BinaryOp.MAX, acc.at(), new Expr.Literal(0))))));
    return new Conv(x, w, b, y, body);
  }

  private static Expr inside(Expr i, int size) {
    return i.compare(BinaryOp.GE, new Expr.Int(0)).and(i.compare(BinaryOp.LT, new Expr.Int(size)));
  }

  /**
   * The same convolution on channels in blocks of {@code lanes}, with a halo of zeros, and a tile
   * of {@code pixels} by {@code vectors} accumulators.
   */
  static Conv tiled(int ic, int oc, int size, int lanes, int pixels, int vectors) {
    Layout blockedX =
        Layout.blocked(List.of(1, ic, size, size), 1, lanes).withHalo(2, 1, 1).withHalo(3, 1, 1);
    var f32 = org.cnnc.ir.loop.ElementType.F32;
    Buffer x = Buffer.global("x", f32, List.of(1, ic, size, size)).withLayout(blockedX);
    int outerBlocks = oc / lanes;
    // OIHW{lanes}o: the lanes of the output channel innermost.
    Layout packed =
        new Layout(
            List.of(
                new Layout.Dim(0, lanes * vectors, outerBlocks / vectors, 0),
                new Layout.Dim(1, 1, ic, 0),
                new Layout.Dim(2, 1, 3, 0),
                new Layout.Dim(3, 1, 3, 0),
                new Layout.Dim(0, 1, lanes * vectors, 0)));
    Buffer w = Buffer.global("weight", f32, List.of(oc, ic, 3, 3)).withLayout(packed);
    Buffer b = Buffer.global("bias", f32, List.of(oc));
    Buffer y =
        Buffer.global("y", f32, List.of(1, oc, size, size))
            .withLayout(Layout.blocked(List.of(1, oc, size, size), 1, lanes));
    Buffer acc = Buffer.register("acc", List.of(pixels, vectors, lanes));
    Expr channel =
        new Expr.Var("oc.o")
            .times((long) lanes * vectors)
            .plus(new Expr.Var("oc.v").times(lanes))
            .plus(new Expr.Var("oc.i"));
    Expr column = new Expr.Var("ow.o").times(pixels).plus(new Expr.Var("ow.i"));
    Expr inputChannel = new Expr.Var("ic.o").times(lanes).plus(new Expr.Var("ic.i"));
    Expr pixel =
        x.at(
            new Expr.Int(0),
            inputChannel,
            new Expr.Var("oh").plus(new Expr.Var("kh")).plus(-1),
            column.plus(new Expr.Var("kw")).plus(-1));
    Expr weight = w.at(channel, inputChannel, new Expr.Var("kh"), new Expr.Var("kw"));
    List<Expr> tile = List.of(new Expr.Var("ow.i"), new Expr.Var("oc.v"), new Expr.Var("oc.i"));
    List<Axis> tileAxes =
        List.of(
            new Axis("ow.i", pixels, Kind.UNROLLED),
            new Axis("oc.v", vectors, Kind.UNROLLED),
            new Axis("oc.i", lanes, Kind.VECTOR));
    Stmt body =
        Stmt.loops(
            List.of(
                new Axis("oc.o", outerBlocks / vectors, Kind.PARALLEL),
                Axis.serial("oh", size),
                Axis.serial("ow.o", size / pixels)),
            new Stmt.Allocate(
                acc,
                Stmt.seq(
                    Stmt.loops(tileAxes, new Stmt.Store(acc, tile, b.at(channel))),
                    Stmt.loops(
                        List.of(
                            Axis.serial("ic.o", ic / lanes),
                            Axis.serial("kh", 3),
                            Axis.serial("kw", 3),
                            new Axis("ic.i", lanes, Kind.SERIAL)),
                        Stmt.loops(
                            tileAxes,
                            Stmt.Accumulate.sum(
                                acc, tile, new Expr.Binary(BinaryOp.MUL, pixel, weight)))),
                    Stmt.loops(
                        tileAxes,
                        new Stmt.Store(
                            y,
                            List.of(new Expr.Int(0), channel, new Expr.Var("oh"), column),
                            new Expr.Binary(BinaryOp.MAX, acc.at(tile), new Expr.Literal(0)))))));
    return new Conv(x, w, b, y, body);
  }
}
