package org.cnnc.optimizer.lower;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/**
 * The inside of every lowered reduction: a scalar accumulator {@code acc} that begins with a value,
 * takes in one element in each iteration of the reduction's axes, and is stored once. Schedules
 * count on this shape.
 */
final class Reduction {
  private static final Buffer ACC = Buffer.register("acc", List.of());

  private Reduction() {}

  /** {@code y[point] = start + sum over axes of element}. */
  static Stmt sum(Expr start, List<Axis> axes, Expr element, Buffer y, List<Expr> point) {
    return of(start, axes, BinaryOp.ADD, element, y, point, UnaryOperator.identity());
  }

  /** {@code y[point] = finish(start op element op element ...)}. */
  static Stmt of(
      Expr start,
      List<Axis> axes,
      BinaryOp op,
      Expr element,
      Buffer y,
      List<Expr> point,
      UnaryOperator<Expr> finish) {
    return accumulate(
        start, axes, new Stmt.Accumulate(ACC, List.of(), op, element), y, point, finish);
  }

  /** As {@link #of}, an element being taken in only where {@code condition} holds. */
  static Stmt sumWhere(
      Expr start, List<Axis> axes, Expr condition, Expr element, Buffer y, List<Expr> point) {
    Stmt step = new Stmt.If(condition, Stmt.Accumulate.sum(ACC, List.of(), element));
    return accumulate(start, axes, step, y, point, UnaryOperator.identity());
  }

  private static Stmt accumulate(
      Expr start,
      List<Axis> axes,
      Stmt step,
      Buffer y,
      List<Expr> point,
      UnaryOperator<Expr> finish) {
    return new Stmt.Allocate(
        ACC,
        Stmt.seq(
            new Stmt.Store(ACC, List.of(), start),
            Stmt.loops(axes, step),
            new Stmt.Store(y, point, finish.apply(ACC.at()))));
  }
}
