package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;

/**
 * Reductions over axes as plain loops, the kept axes outside, named by their place in the input.
 */
final class ReduceLowering {
  /** What was taken in so far, of integers. */
  private static final Buffer TOTAL = Buffer.scalar("total", ElementType.I64);

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
    return Stmt.loops(
        kept,
        ExprType.of(y.dtype()) == ExprType.FLOAT
            ? floats(op.kind(), count, reduced, element, y, point)
            : integers(op.kind(), count, reduced, element, y, point));
  }

  private static Stmt floats(
      ReduceKind kind, long count, List<Axis> axes, Expr element, Buffer y, List<Expr> point) {
    float start =
        switch (kind) {
          case SUM, MEAN -> 0;
          case PROD -> 1;
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
        };
    UnaryOperator<Expr> finish =
        kind == ReduceKind.MEAN
            ? sum -> Elementwise.binary(BinaryKind.DIV, sum, new Expr.Literal(count))
            : UnaryOperator.identity();
    return Reduction.of(new Expr.Literal(start), axes, step(kind), element, y, point, finish);
  }

  /** Of integers, and of truth values as 0 and 1, which schedules know no sums of. */
  private static Stmt integers(
      ReduceKind kind, long count, List<Axis> axes, Expr element, Buffer y, List<Expr> point) {
    Expr number = Elementwise.cast(element, ExprType.INDEX);
    Expr all = new Expr.Binary(step(kind), TOTAL.at(), number);
    Expr result =
        kind == ReduceKind.MEAN
            ? Elementwise.binary(BinaryKind.DIV, TOTAL.at(), Expr.of(count))
            : TOTAL.at();
    Stmt fold =
        Stmt.seq(
            new Stmt.Store(TOTAL, List.of(), Expr.of(start(kind, y.dtype()))),
            Stmt.loops(axes, new Stmt.Store(TOTAL, List.of(), all)),
            new Stmt.Store(y, point, Elementwise.cast(result, ExprType.of(y.dtype()))));
    return new Stmt.Allocate(TOTAL, fold);
  }

  private static long start(ReduceKind kind, ElementType dtype) {
    boolean isLong = dtype == ElementType.I64;
    return switch (kind) {
      case SUM, MEAN -> 0;
      case PROD -> 1;
      case MAX -> dtype == ElementType.BOOL ? 0 : isLong ? Long.MIN_VALUE : Integer.MIN_VALUE;
      case MIN -> dtype == ElementType.BOOL ? 1 : isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
    };
  }

  private static BinaryOp step(ReduceKind kind) {
    return switch (kind) {
      case SUM, MEAN -> BinaryOp.ADD;
      case PROD -> BinaryOp.MUL;
      case MAX -> BinaryOp.MAX;
      case MIN -> BinaryOp.MIN;
    };
  }
}
