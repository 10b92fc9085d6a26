package org.cnnc.optimizer.schedule;

import java.util.Map;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;

/**
 * Moves conditions on indices out of the loops that do not change them, so that one test skips a
 * whole loop.
 *
 * <pre>
 * for i { if c { S } }   ->   if c { for i { S } }        where c does not depend on i
 * </pre>
 */
public record HoistGuards() implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    Stmt hoisted = nest.mapParts(this::apply, e -> e);
    if (hoisted instanceof Stmt.Loop(var axis, Stmt.If(Expr condition, Stmt body))
        && isOfIndices(condition)
        && condition.substitute(Map.of(axis.name(), Expr.of(0))).equals(condition)) {
      return new Stmt.If(condition, new Stmt.Loop(axis, body));
    }
    return hoisted;
  }

  /**
   * Whether nothing but loop variables decides: what the loop stores might change anything else.
   */
  private static boolean isOfIndices(Expr e) {
    return switch (e) {
      case Expr.Int _, Expr.Var _ -> true;
      case Expr.Binary(var _, Expr left, Expr right) -> isOfIndices(left) && isOfIndices(right);
      case Expr.Literal _,
          Expr.Load _,
          Expr.Unary _,
          Expr.Select _,
          Expr.ToFloat _,
          Expr.ToIndex _ ->
          false;
    };
  }
}
