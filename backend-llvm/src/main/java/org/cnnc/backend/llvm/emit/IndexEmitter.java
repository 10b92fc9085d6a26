package org.cnnc.backend.llvm.emit;

import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.emit.Lanes;

/** Writes index arithmetic: 64-bit integers, simplified before they are printed. */
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
    Optional<Value> known = scope.known(sum);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Value> total = Optional.empty();
    for (Map.Entry<Expr, Long> term : sum.terms().entrySet()) {
      Value product = scaled(atom(term.getKey(), scope), term.getValue());
      total = Optional.of(total.map(t -> add(t, product)).orElse(product));
    }
    Value value = total.orElseThrow();
    if (sum.constant() != 0) {
      value = add(value, Value.of(sum.constant()));
    }
    if (Lanes.isPure(sum)) {
      scope.remember(sum, value);
    }
    return value;
  }

  private Value add(Value a, Value b) {
    return expressions.apply(BinaryOp.ADD, a, b);
  }

  private Value scaled(Value value, long factor) {
    if (factor == 1) {
      return value;
    }
    return expressions.apply(BinaryOp.MUL, value, Value.of(factor));
  }

  private Value atom(Expr atom, Scope scope) {
    return switch (atom) {
      case Expr.Var(String name) -> scope.variable(name);
      case Expr.Load load -> expressions.memory().load(load, scope);
      case Expr.Select select -> expressions.select(select, scope);
      case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
          op == BinaryOp.DIV || op == BinaryOp.MOD
              ? quotient(op, a, b, scope)
              : expressions.apply(op, emit(a, scope), emit(b, scope));
      case Expr.Int(long value) -> Value.of(value);
      case Expr.ToIndex(Expr number) -> expressions.truncated(expressions.emit(number, scope));
      case Expr.Literal _, Expr.Unary _, Expr.ToFloat _ ->
          throw ExprEmitter.bug("not an index: " + atom);
    };
  }

  private Value quotient(BinaryOp op, Expr a, Expr b, Scope scope) {
    Value dividend = emit(a, scope);
    Value divisor = emit(b, scope);
    boolean divide = op == BinaryOp.DIV;
    if (b instanceof Expr.Int(long d) && d > 0 && scope.simplifier().range(a).min() >= 0) {
      Value splat = code.splat(divisor, dividend.type().lanes());
      return code.binary(divide ? "udiv" : "urem", dividend, splat);
    }
    return expressions.apply(op, dividend, divisor);
  }

  /** Division that rounds towards minus infinity. */
  Value floorDivide(Value a, Value b) {
    Optional<Integer> shift = shift(b);
    if (shift.isPresent()) {
      return code.binary("ashr", a, code.splat(Value.of(shift.get()), a.type().lanes()));
    }
    Value quotient = code.binary("sdiv", a, b);
    Value correction = code.convert("sext", roundedUp(a, b), Type.Scalar.I64);
    return code.binary("add nsw", quotient, correction);
  }

  /** The remainder of {@link #floorDivide}: its sign is the divisor's. */
  Value floorModulo(Value a, Value b) {
    Optional<Integer> shift = shift(b);
    if (shift.isPresent()) {
      long mask = (1L << shift.get()) - 1;
      return code.binary("and", a, code.splat(Value.of(mask), a.type().lanes()));
    }
    Value remainder = code.binary("srem", a, b);
    Value zero = code.splat(Value.of(0L), a.type().lanes());
    return code.binary("add nsw", remainder, code.select(roundedUp(a, b), b, zero));
  }

  /** Whether {@code sdiv} rounds up: there is a remainder, and its sign is not the divisor's. */
  private Value roundedUp(Value a, Value b) {
    Value remainder = code.binary("srem", a, b);
    Value zero = code.splat(Value.of(0L), a.type().lanes());
    Value inexact = code.compare("icmp ne", remainder, zero);
    Value signs = code.compare("icmp slt", code.binary("xor", remainder, b), zero);
    return code.binary("and", inexact, signs);
  }

  /** The logarithm of a constant that is a power of two. */
  private static Optional<Integer> shift(Value divisor) {
    String text = divisor.text();
    String prefix = "splat (i64 ";
    if (text.startsWith(prefix)) {
      text = text.substring(prefix.length(), text.length() - 1);
    }
    if (!divisor.isConstant() || text.startsWith("<") || text.startsWith("-")) {
      return Optional.empty();
    }
    long value = Long.parseLong(text);
    return Long.bitCount(value) == 1
        ? Optional.of(Long.numberOfTrailingZeros(value))
        : Optional.empty();
  }
}
