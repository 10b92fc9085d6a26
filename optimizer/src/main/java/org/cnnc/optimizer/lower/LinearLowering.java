package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/** {@code linear} as plain loops: axes {@code r0 r1 ... o} over the output, {@code i} the sum. */
final class LinearLowering {
  private LinearLowering() {}

  static Stmt lower(Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer weight = operands.inputs().get(1);
    Buffer bias = operands.inputs().get(2);
    Buffer y = operands.result();
    int last = y.shape().size() - 1;
    List<Axis> axes = new ArrayList<>();
    for (int r = 0; r < last; r++) {
      axes.add(serial("r" + r, y.shape().get(r)));
    }
    List<Expr> row = Points.vars(axes);
    Axis o = serial("o", y.shape().get(last));
    Axis i = serial("i", weight.shape().get(1));
    axes.add(o);
    return Stmt.loops(
        axes,
        Reduction.sum(
            bias.at(o.var()),
            List.of(i),
            x.at(append(row, i.var())).times(weight.at(o.var(), i.var())),
            y,
            append(row, o.var())));
  }

  private static List<Expr> append(List<Expr> index, Expr last) {
    List<Expr> all = new ArrayList<>(index);
    all.add(last);
    return all;
  }
}
