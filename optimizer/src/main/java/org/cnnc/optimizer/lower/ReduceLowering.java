package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Reduce;

/**
 * Reductions over axes as plain loops, the kept axes outside, named by their place in the input.
 */
final class ReduceLowering {
  private ReduceLowering() {}

  static Stmt lower(Reduce op, Operands operands) {
    Buffer x = operands.inputs().getFirst();
    Buffer y = operands.result();
    List<Axis> all = Points.axes(x.shape());
    List<Axis> kept = new ArrayList<>();
    List<Axis> reduced = new ArrayList<>();
    List<Expr> point = new ArrayList<>();
    long count = 1;
    for (int i = 0; i < all.size(); i++) {
      if (!op.axes().contains(i)) {
        kept.add(all.get(i));
        point.add(all.get(i).var());
      } else {
        reduced.add(all.get(i));
        count *= all.get(i).extent();
        if (op.keepDims()) {
          point.add(Expr.of(0));
        }
      }
    }
    Expr element = x.at(Points.vars(all));
    Expr number = new Expr.Literal(count);
    return Stmt.loops(
        kept,
        switch (op.kind()) {
          case SUM -> fold(0, reduced, BinaryOp.ADD, element, y, point, UnaryOperator.identity());
          case MEAN ->
              fold(
                  0,
                  reduced,
                  BinaryOp.ADD,
                  element,
                  y,
                  point,
                  sum -> new Expr.Binary(BinaryOp.DIV, sum, number));
          case PROD -> fold(1, reduced, BinaryOp.MUL, element, y, point, UnaryOperator.identity());
          case MAX ->
              fold(
                  Float.NEGATIVE_INFINITY,
                  reduced,
                  BinaryOp.MAX,
                  element,
                  y,
                  point,
                  UnaryOperator.identity());
          case MIN ->
              fold(
                  Float.POSITIVE_INFINITY,
                  reduced,
                  BinaryOp.MIN,
                  element,
                  y,
                  point,
                  UnaryOperator.identity());
        });
  }

  private static Stmt fold(
      float start,
      List<Axis> axes,
      BinaryOp op,
      Expr element,
      Buffer y,
      List<Expr> point,
      UnaryOperator<Expr> finish) {
    return Reduction.of(new Expr.Literal(start), axes, op, element, y, point, finish);
  }
}
