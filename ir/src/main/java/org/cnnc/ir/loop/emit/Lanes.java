package org.cnnc.ir.loop.emit;

import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.UnaryOp;

/** How expressions depend on the lane of a vector loop, and on memory. */
public final class Lanes {
  private Lanes() {}

  /** Whether computing the value reads memory, or is as unsafe where the value is not asked for. */
  public static boolean loads(Expr e) {
    return switch (e) {
      case Expr.Load _ -> true;
      case Expr.Int _, Expr.Literal _, Expr.Var _ -> false;
      case Expr.Binary(BinaryOp op, Expr a, Expr b) -> {
        if ((op == BinaryOp.DIV || op == BinaryOp.MOD)
            && ExprType.of(a) == ExprType.INDEX
            && !(b instanceof Expr.Int)) {
          yield true;
        }
        yield loads(a) || loads(b);
      }
      case Expr.Unary(UnaryOp _, Expr operand) -> loads(operand);
      case Expr.Select(Expr c, Expr a, Expr b) -> loads(c) || loads(a) || loads(b);
      case Expr.ToFloat(Expr index) -> loads(index);
      case Expr.ToIndex(Expr number) -> loads(number);
    };
  }

  /** Whether a sum has the same value wherever it is computed: it reads no memory. */
  public static boolean isPure(Linear sum) {
    return sum.terms().keySet().stream().noneMatch(Lanes::loads);
  }

  /** An expression at one lane: its value is a scalar. */
  public static Expr atLane(Expr e, Axis lane, int number) {
    return e.substitute(Map.of(lane.name(), new Expr.Int(number)));
  }
}
