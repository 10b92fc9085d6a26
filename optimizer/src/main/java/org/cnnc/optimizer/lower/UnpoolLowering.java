package org.cnnc.optimizer.lower;

import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/** {@code max_unpool2d}: each plane is zeroed, then its elements are put where they belong. */
final class UnpoolLowering {
  private UnpoolLowering() {}

  static Stmt lower(Operands operands) {
    Buffer x = operands.inputs().get(0);
    Buffer indices = operands.inputs().get(1);
    Buffer y = operands.result();
    int height = y.shape().get(2);
    int width = y.shape().get(3);
    Axis n = Axis.serial("n", y.shape().get(0));
    Axis c = Axis.serial("c", y.shape().get(1));
    Axis h = Axis.serial("h", height);
    Axis w = Axis.serial("w", width);
    Axis ih = Axis.serial("ih", x.shape().get(2));
    Axis iw = Axis.serial("iw", x.shape().get(3));
    List<Expr> from = List.of(n.var(), c.var(), ih.var(), iw.var());
    Expr place = indices.at(from);
    List<Expr> to = List.of(n.var(), c.var(), place.dividedBy(width), place.modulo(width));
    Stmt zero = new Stmt.Store(y, List.of(n.var(), c.var(), h.var(), w.var()), new Expr.Literal(0));
    // Indices are the caller's data: one outside of the plane must not be written to.
    Stmt put =
        new Stmt.If(Points.inRange(place, height * width), new Stmt.Store(y, to, x.at(from)));
    return Stmt.loops(
        List.of(n, c), Stmt.seq(Stmt.loops(List.of(h, w), zero), Stmt.loops(List.of(ih, iw), put)));
  }
}
