package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Conv2d;

/**
 * {@code conv2d} as seven plain loops, nothing hoisted, nothing tiled: it only has to be right.
 * Axes {@code n oc oh ow} over the output, {@code ic kh kw} over the sum, {@code ic} within a
 * group.
 */
final class Conv2dLowering {
  private Conv2dLowering() {}

  static Stmt lower(Conv2d conv, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer weight = operands.inputs().get(1);
    Buffer bias = operands.inputs().get(2);
    Buffer y = operands.result();
    Axis n = serial("n", y.shape().get(0));
    Axis oc = serial("oc", y.shape().get(1));
    Axis oh = serial("oh", y.shape().get(2));
    Axis ow = serial("ow", y.shape().get(3));
    Axis ic = serial("ic", weight.shape().get(1));
    Axis kh = serial("kh", weight.shape().get(2));
    Axis kw = serial("kw", weight.shape().get(3));

    Expr group = oc.var().dividedBy(oc.extent() / conv.groups());
    Expr channel = conv.groups() == 1 ? ic.var() : group.times(ic.extent()).plus(ic.var());
    Expr pixel =
        Points.convolved(
            x, List.of(n.var(), channel, oh.var(), ow.var()), conv.window(), kh.var(), kw.var());
    Expr product = pixel.times(weight.at(oc.var(), ic.var(), kh.var(), kw.var()));

    return Stmt.loops(
        List.of(n, oc, oh, ow),
        Reduction.sum(
            bias.at(oc.var()),
            List.of(ic, kh, kw),
            product,
            y,
            List.of(n.var(), oc.var(), oh.var(), ow.var())));
  }
}
