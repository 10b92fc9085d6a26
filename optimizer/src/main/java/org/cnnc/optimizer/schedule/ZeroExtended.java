package org.cnnc.optimizer.schedule;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;

/**
 * A load from a tensor that is zero wherever it does not exist: {@code select(0 <= i and i < I,
 * x[i], 0.0)}.
 */
record ZeroExtended(Buffer buffer, List<Expr> index) {
  /** A select as such a load, if it is one: each condition is a bound of one of the indices. */
  static Optional<ZeroExtended> of(Expr.Select select, Simplifier scope) {
    if (select.then() instanceof Expr.Load(Buffer buffer, List<Expr> index)
        && select.otherwise().equals(new Expr.Literal(0f))) {
      ZeroExtended load = new ZeroExtended(buffer, index);
      if (load.isBounded(select.condition(), scope)) {
        return Optional.of(load);
      }
    }
    return Optional.empty();
  }

  /** Whether an element outside of the tensor is meant wherever the condition does not hold. */
  private boolean isBounded(Expr condition, Simplifier scope) {
    if (!(condition instanceof Expr.Binary(BinaryOp op, Expr a, Expr b))) {
      return false;
    }
    return switch (op) {
      case AND -> isBounded(a, scope) && isBounded(b, scope);
      case GE -> isBound(scope.linear(a.minus(b)), scope);
      case GT -> isBound(scope.linear(a.minus(b).plus(-1)), scope);
      case LE -> isBound(scope.linear(b.minus(a)), scope);
      case LT -> isBound(scope.linear(b.minus(a).plus(-1)), scope);
      case EQ, NE, OR, ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW -> false;
    };
  }

  /** Whether {@code difference >= 0} says that some index is not below 0, or not past its end. */
  private boolean isBound(Linear difference, Simplifier scope) {
    for (int d = 0; d < index.size(); d++) {
      Expr last = Expr.of(buffer.shape().get(d) - 1L);
      if (isZero(difference, index.get(d), scope)
          || isZero(difference, last.minus(index.get(d)), scope)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isZero(Linear a, Expr b, Simplifier scope) {
    Linear difference = scope.linear(a.toExpr().minus(b));
    return difference.isConstant() && difference.constant() == 0;
  }

  /**
   * Whether the load needs no guard: every element that it may ask for exists in memory, and is
   * zero, being part of a halo, where it lies outside of the tensor.
   */
  boolean isInMemory(Simplifier scope) {
    for (int d = 0; d < index.size(); d++) {
      int dim = d;
      var range = scope.range(index.get(d));
      var layout = buffer.layout();
      boolean isSplit = layout.dims().stream().filter(p -> p.axis() == dim).count() > 1;
      boolean inTensor = range.isWithin(0, buffer.shape().get(d));
      // Room behind a split axis is padding, which may hold anything.
      if (!inTensor && (isSplit || !range.isWithin(layout.lowest(d), layout.limit(d)))) {
        return false;
      }
    }
    return true;
  }
}
