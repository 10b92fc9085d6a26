package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/** {@code matmul} as plain loops over the result, {@code k} the sum. */
final class MatMulLowering {
  private MatMulLowering() {}

  static Stmt lower(Operands operands) {
    Buffer a = operands.inputs().get(0);
    Buffer b = operands.inputs().get(1);
    Buffer y = operands.result();
    List<Axis> axes = Points.axes(y.shape());
    List<Expr> point = Points.vars(axes);
    Axis k = Axis.serial("k", a.shape().getLast());
    List<Expr> left = new ArrayList<>(Points.broadcast(a.shape(), point));
    left.set(left.size() - 1, k.var());
    List<Expr> right = new ArrayList<>(Points.broadcast(b.shape(), point));
    right.set(right.size() - 2, k.var());
    return Stmt.loops(
        axes,
        Reduction.sum(new Expr.Literal(0), List.of(k), a.at(left).times(b.at(right)), y, point));
  }
}
