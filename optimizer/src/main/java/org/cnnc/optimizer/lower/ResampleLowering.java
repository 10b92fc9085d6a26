package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Resample;

/** {@code resample} as plain loops over the result, {@code t} the taps. */
final class ResampleLowering {
  private ResampleLowering() {}

  static Stmt lower(Resample op, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer taps = operands.inputs().get(1);
    Buffer weights = operands.inputs().get(2);
    Buffer y = operands.result();
    List<Axis> axes = Points.axes(y.shape());
    List<Expr> point = Points.vars(axes);
    Axis t = Axis.serial("t", taps.shape().get(1));
    Expr place = point.get(op.axis());
    List<Expr> source = new ArrayList<>(point);
    source.set(op.axis(), taps.at(place, t.var()).modulo(x.shape().get(op.axis())));
    Expr product = x.at(source).times(weights.at(place, t.var()));
    return Stmt.loops(axes, Reduction.sum(new Expr.Literal(0), List.of(t), product, y, point));
  }
}
