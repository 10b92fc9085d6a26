package org.cnnc.optimizer.lower;

import static org.cnnc.ir.loop.Axis.serial;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Window;

/**
 * {@code conv_transpose2d} gathered by output element: of all taps, those count whose place in the
 * input, {@code (o + pad - k*dilation) / stride}, is a whole number. Once the output is split by
 * the stride and the taps are written out, that is decided at compile time.
 */
final class ConvTranspose2dLowering {
  private ConvTranspose2dLowering() {}

  static Stmt lower(ConvTranspose2d conv, Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer weight = operands.inputs().get(1);
    Buffer bias = operands.inputs().get(2);
    Buffer y = operands.result();
    int ocPerGroup = weight.shape().get(1);
    int icPerGroup = weight.shape().get(0) / conv.groups();
    Axis n = serial("n", y.shape().get(0));
    Axis oc = serial("oc", y.shape().get(1));
    Axis oh = serial("oh", y.shape().get(2));
    Axis ow = serial("ow", y.shape().get(3));
    Axis ic = serial("ic", icPerGroup);
    Axis kh = serial("kh", weight.shape().get(2));
    Axis kw = serial("kw", weight.shape().get(3));

    Window win = conv.window();
    boolean grouped = conv.groups() > 1;
    Expr channel =
        grouped ? oc.var().dividedBy(ocPerGroup).times(icPerGroup).plus(ic.var()) : ic.var();
    Expr outInGroup = grouped ? oc.var().modulo(ocPerGroup) : oc.var();
    // The place in the input, times the stride.
    Expr down = oh.var().plus(kh.var().times(-win.dilationH())).plus(win.padTop());
    Expr right = ow.var().plus(kw.var().times(-win.dilationW())).plus(win.padLeft());
    Expr whole = isMultiple(down, win.strideH()).and(isMultiple(right, win.strideW()));
    Expr pixel =
        Points.padded(
            x, n.var(), channel, down.dividedBy(win.strideH()), right.dividedBy(win.strideW()), 0);

    return Stmt.loops(
        List.of(n, oc, oh, ow),
        Reduction.sumWhere(
            bias.at(oc.var()),
            List.of(ic, kh, kw),
            whole,
            pixel.times(weight.at(channel, outInGroup, kh.var(), kw.var())),
            y,
            List.of(n.var(), oc.var(), oh.var(), ow.var())));
  }

  private static Expr isMultiple(Expr index, int stride) {
    return index.modulo(stride).compare(BinaryOp.EQ, Expr.of(0));
  }
}
