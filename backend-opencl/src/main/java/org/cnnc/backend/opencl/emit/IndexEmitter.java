package org.cnnc.backend.opencl.emit;

import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.emit.Lanes;

/**
 * Writes index arithmetic, simplified before it is printed: in {@code int} where ranges prove that
 * nothing can overflow, else in {@code long}.
 */
final class IndexEmitter {
  private final Code code;
  private final ExprEmitter expressions;

  IndexEmitter(Code code, ExprEmitter expressions) {
    this.code = code;
    this.expressions = expressions;
  }

  Value emit(Expr index, Scope scope) {
    return emit(scope.simplifier().linear(index), scope);
  }

  Value emit(Linear sum, Scope scope) {
    if (sum.isConstant()) {
      return Value.of(sum.constant());
    }
    boolean isWide = !fitsInt(sum, scope);
    Value total = null;
    for (Map.Entry<Expr, Long> term : sum.terms().entrySet()) {
      Value product = scaled(atom(term.getKey(), scope), term.getValue(), isWide);
      total = total == null ? product : expressions.apply(BinaryOp.ADD, total, product);
    }
    if (sum.constant() == 0) {
      return total;
    }
    boolean isPositive = sum.constant() > 0;
    return expressions.apply(
        isPositive ? BinaryOp.ADD : BinaryOp.SUB, total, Value.of(Math.abs(sum.constant())));
  }

  /** Whether no partial sum can leave the range of an int. */
  private static boolean fitsInt(Linear sum, Scope scope) {
    double bound = Math.abs((double) sum.constant());
    for (Map.Entry<Expr, Long> term : sum.terms().entrySet()) {
      Interval range = scope.simplifier().range(term.getKey());
      double most = Math.max(Math.abs((double) range.min()), Math.abs((double) range.max()));
      bound += most * Math.abs((double) term.getValue());
    }
    return bound < Integer.MAX_VALUE;
  }

  private Value scaled(Value value, long factor, boolean isWide) {
    if (factor == 1 && (!isWide || !value.type().equals(Type.I32))) {
      return value;
    }
    Value of = Value.of(factor);
    Value typed =
        isWide && of.type().equals(Type.I32)
            ? new Value(Type.I64, of.text() + "L", of.isPrimary())
            : of;
    return expressions.apply(BinaryOp.MUL, value, typed);
  }

  private Value atom(Expr atom, Scope scope) {
    return switch (atom) {
      case Expr.Var(String name) -> scope.variable(name);
      case Expr.Load load -> expressions.memory().load(load, scope);
      case Expr.Select select -> expressions.select(select, scope);
      case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
          op == BinaryOp.DIV || op == BinaryOp.MOD
              ? named(atom, quotient(op, a, b, scope), scope)
              : expressions.apply(op, emit(a, scope), emit(b, scope));
      case Expr.Int(long value) -> Value.of(value);
      case Expr.ToIndex(Expr number) -> expressions.truncated(expressions.emit(number, scope));
      case Expr.Literal _, Expr.Unary _, Expr.ToFloat _ ->
          throw ExprEmitter.bug("not an index: " + atom);
    };
  }

  /** Gives a quotient a name, under which it is found when it is needed again. */
  private Value named(Expr atom, Value value, Scope scope) {
    Linear sum = scope.simplifier().linear(atom);
    if (!Lanes.isPure(sum)) {
      return value;
    }
    Optional<Value> known = scope.known(sum);
    if (known.isPresent() || scope.isInline()) {
      return known.orElse(value);
    }
    Value name = code.name("i", value);
    scope.remember(sum, name);
    return name;
  }

  private Value quotient(BinaryOp op, Expr a, Expr b, Scope scope) {
    Value dividend = emit(a, scope);
    Value divisor = emit(b, scope);
    boolean isPlain =
        b instanceof Expr.Int(long d) && d > 0 && scope.simplifier().range(a).min() >= 0;
    return isPlain
        ? expressions.infix(op == BinaryOp.DIV ? "/" : "%", dividend, divisor)
        : expressions.apply(op, dividend, divisor);
  }
}
