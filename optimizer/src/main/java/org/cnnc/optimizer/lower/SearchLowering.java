package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.TopK;

/** Ops that look along an axis for elements and give their places. */
final class SearchLowering {
  /** The best element so far. */
  static final Buffer BEST = Buffer.scalar("best", ElementType.F32);

  /** Where that is. */
  static final Buffer PLACE = Buffer.scalar("place", ElementType.I64);

  /** The element that was found last, which comes before all that are still to be found. */
  private static final Buffer LAST = Buffer.scalar("last", ElementType.F32);

  private static final Buffer LAST_PLACE = Buffer.scalar("last_place", ElementType.I64);

  private final List<Axis> outer;
  private final Axis axis;
  private final Buffer x;
  private final int position;

  private SearchLowering(Buffer x, int position) {
    this.x = x;
    this.position = position;
    this.outer = new ArrayList<>(Points.axes(x.shape()));
    this.axis = outer.remove(position);
  }

  static Stmt argReduce(ArgReduce op, Operands operands) {
    SearchLowering search = new SearchLowering(operands.inputs().getFirst(), op.axis());
    List<Expr> point =
        op.keepDims() ? search.pointAt(Expr.of(0)) : new ArrayList<>(Points.vars(search.outer));
    BinaryOp beats =
        switch (op.extremum()) {
          case MAX -> op.selectLast() ? BinaryOp.GE : BinaryOp.GT;
          case MIN -> op.selectLast() ? BinaryOp.LE : BinaryOp.LT;
        };
    Expr element = search.at(search.axis.var());
    Stmt line =
        Stmt.seq(
            store(BEST, search.at(Expr.of(0))),
            store(PLACE, Expr.of(0)),
            new Stmt.Loop(
                search.axis,
                new Stmt.If(element.compare(beats, BEST.at()), found(element, search.axis.var()))),
            new Stmt.Store(operands.result(), point, PLACE.at()));
    return Stmt.loops(search.outer, allocate(line, BEST, PLACE));
  }

  /** For each result, the best of the elements that come after the one before. */
  static Stmt topK(TopK op, Operands operands) {
    SearchLowering search = new SearchLowering(operands.inputs().getFirst(), op.axis());
    boolean largest = op.extremum() == Extremum.MAX;
    BinaryOp beats = largest ? BinaryOp.GT : BinaryOp.LT;
    BinaryOp follows = largest ? BinaryOp.LT : BinaryOp.GT;
    Axis rank = Axis.serial("k", op.k());
    Expr i = search.axis.var();
    Expr element = search.at(i);
    Expr isLater =
        element.compare(BinaryOp.EQ, LAST.at()).and(i.compare(BinaryOp.GT, LAST_PLACE.at()));
    Expr isLeft = or(element.compare(follows, LAST.at()), isLater);
    Expr isFirst = PLACE.at().compare(BinaryOp.LT, Expr.of(0));
    Expr isBetter = or(isFirst, element.compare(beats, BEST.at()));
    float before = largest ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    Stmt next =
        Stmt.seq(
            store(BEST, LAST.at()),
            store(PLACE, Expr.of(-1)),
            new Stmt.Loop(search.axis, new Stmt.If(isLeft.and(isBetter), found(element, i))),
            store(LAST, BEST.at()),
            store(LAST_PLACE, PLACE.at()),
            new Stmt.Store(operands.result(), search.pointAt(rank.var()), atLeastZero(PLACE.at())));
    Stmt line =
        Stmt.seq(
            store(LAST, new Expr.Literal(before)),
            store(LAST_PLACE, Expr.of(-1)),
            new Stmt.Loop(rank, next));
    return Stmt.loops(search.outer, allocate(line, BEST, PLACE, LAST, LAST_PLACE));
  }

  /** A place where nothing was found is the first one: no index leaves the tensor. */
  static Expr atLeastZero(Expr place) {
    return new Expr.Binary(BinaryOp.MAX, place, Expr.of(0));
  }

  static Expr or(Expr a, Expr b) {
    return new Expr.Binary(BinaryOp.OR, a, b);
  }

  static Stmt store(Buffer scalar, Expr value) {
    return new Stmt.Store(scalar, List.of(), value);
  }

  static Stmt found(Expr element, Expr place) {
    return Stmt.seq(store(BEST, element), store(PLACE, place));
  }

  static Stmt allocate(Stmt body, Buffer... buffers) {
    Stmt result = body;
    for (Buffer buffer : buffers) {
      result = new Stmt.Allocate(buffer, result);
    }
    return result;
  }

  private List<Expr> pointAt(Expr index) {
    List<Expr> point = new ArrayList<>(Points.vars(outer));
    point.add(position, index);
    return point;
  }

  private Expr at(Expr index) {
    return x.at(pointAt(index));
  }
}
