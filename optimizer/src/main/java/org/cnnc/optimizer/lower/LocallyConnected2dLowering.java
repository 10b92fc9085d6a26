package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.LocallyConnected2d;

/** {@code locally_connected2d} with the axes of a convolution, whose weights have a place, too. */
final class LocallyConnected2dLowering {
  private LocallyConnected2dLowering() {}

  static Stmt lower(LocallyConnected2d op, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer weight = operands.inputs().get(1);
    Buffer bias = operands.inputs().get(2);
    Buffer y = operands.result();
    Axis n = serial("n", y.shape().get(0));
    Axis oc = serial("oc", y.shape().get(1));
    Axis oh = serial("oh", y.shape().get(2));
    Axis ow = serial("ow", y.shape().get(3));
    Axis ic = serial("ic", weight.shape().get(3));
    Axis kh = serial("kh", weight.shape().get(4));
    Axis kw = serial("kw", weight.shape().get(5));

    Expr pixel =
        Points.convolved(
            x, List.of(n.var(), ic.var(), oh.var(), ow.var()), op.window(), kh.var(), kw.var());
    Expr factor = weight.at(oh.var(), ow.var(), oc.var(), ic.var(), kh.var(), kw.var());

    return Stmt.loops(
        List.of(n, oc, oh, ow),
        Reduction.sum(
            bias.at(oc.var(), oh.var(), ow.var()),
            List.of(ic, kh, kw),
            pixel.times(factor),
            y,
            List.of(n.var(), oc.var(), oh.var(), ow.var())));
  }
}
