package org.cnnc.optimizer.schedule;

import java.util.Optional;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Drops conditions whose outcome is known from the loops' ranges, and guards against elements
 * outside of a tensor that are zeros in its halo.
 *
 * <pre>
 * select(true, a, b)                      ->   a
 * select(0 <= i and i < I, x[i], 0.0)     ->   x[i]        where x has a halo that holds every i
 * if true { S }                           ->   S
 * for i in 0..n { if false { S } }        ->
 * </pre>
 */
public record ElideGuards() implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return elide(nest, new Simplifier());
  }

  private static Stmt elide(Stmt s, Simplifier scope) {
    return switch (s) {
      case Stmt.Loop(var axis, Stmt body) -> {
        Stmt rest = elide(body, scope.inside(axis));
        yield rest.equals(Stmt.seq()) ? rest : new Stmt.Loop(axis, rest);
      }
      case Stmt.If(Expr condition, Stmt body) -> {
        Expr rest = elideCondition(condition, scope);
        Optional<Boolean> decided = scope.decide(rest);
        if (decided.isPresent()) {
          yield decided.get() ? elide(body, scope) : Stmt.seq();
        }
        yield new Stmt.If(rest, elide(body, scope));
      }
      case Stmt.Store _,
          Stmt.Accumulate _,
          Stmt.Seq _,
          Stmt.Allocate _,
          Stmt.Prefetch _,
          Stmt.Barrier _ ->
          s.mapParts(part -> elide(part, scope), e -> elide(e, scope));
    };
  }

  private static Expr elide(Expr e, Simplifier scope) {
    if (!(e instanceof Expr.Select select)) {
      return e.mapOperands(operand -> elide(operand, scope));
    }
    Optional<Boolean> decided = scope.decide(select.condition());
    if (decided.isPresent()) {
      return elide(decided.get() ? select.then() : select.otherwise(), scope);
    }
    if (ZeroExtended.of(select, scope).filter(load -> load.isInMemory(scope)).isPresent()) {
      return elide(select.then(), scope);
    }
    return new Expr.Select(
        elideCondition(select.condition(), scope),
        elide(select.then(), scope),
        elide(select.otherwise(), scope));
  }

  /** The condition without those parts of a conjunction that always hold. */
  private static Expr elideCondition(Expr condition, Simplifier scope) {
    if (condition instanceof Expr.Binary(BinaryOp op, Expr a, Expr b) && op == BinaryOp.AND) {
      Expr left = elideCondition(a, scope);
      Expr right = elideCondition(b, scope);
      if (scope.decide(left).equals(Optional.of(true))) {
        return right;
      }
      return scope.decide(right).equals(Optional.of(true)) ? left : left.and(right);
    }
    return condition;
  }
}
