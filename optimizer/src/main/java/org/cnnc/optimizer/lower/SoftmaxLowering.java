package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.op.Softmax;

/**
 * {@code softmax} of each line along the axis: its maximum, the sum of the exponentials of the
 * differences to it, the quotients. The exponentials are computed twice rather than stored.
 */
final class SoftmaxLowering {
  private static final Buffer MAXIMUM = Buffer.register("maximum", List.of());
  private static final Buffer SUM = Buffer.register("sum", List.of());

  private SoftmaxLowering() {}

  static Stmt lower(Softmax op, Operands operands) {
    Buffer x = operands.inputs().getFirst();
    Buffer y = operands.result();
    List<Axis> outer = new ArrayList<>(Points.axes(y.shape()));
    Axis axis = outer.remove(op.axis());
    List<Expr> point = Points.vars(outer);
    point.add(op.axis(), axis.var());

    Expr difference = new Expr.Binary(BinaryOp.SUB, x.at(point), MAXIMUM.at());
    Expr exponential = new Expr.Unary(UnaryOp.EXP, difference);
    Expr value =
        op.log()
            ? new Expr.Binary(BinaryOp.SUB, difference, new Expr.Unary(UnaryOp.LOG, SUM.at()))
            : new Expr.Binary(BinaryOp.DIV, exponential, SUM.at());
    Stmt line =
        Stmt.seq(
            new Stmt.Store(MAXIMUM, List.of(), new Expr.Literal(Float.NEGATIVE_INFINITY)),
            new Stmt.Loop(axis, new Stmt.Accumulate(MAXIMUM, List.of(), BinaryOp.MAX, x.at(point))),
            new Stmt.Store(SUM, List.of(), new Expr.Literal(0)),
            new Stmt.Loop(axis, Stmt.Accumulate.sum(SUM, List.of(), exponential)),
            new Stmt.Loop(axis, new Stmt.Store(y, point, value)));
    return Stmt.loops(outer, new Stmt.Allocate(MAXIMUM, new Stmt.Allocate(SUM, line)));
  }
}
