package org.cnnc.backend.llvm.emit;

import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.emit.Position;

/**
 * Writes dot loops: two products of bfloat16 that are added to each of a vector of sums. The
 * factors of a sum lie beside each other, the one that is added first behind the other one, so that
 * both come in 32 bits.
 *
 * <p>The instruction is two fused multiply-adds that take subnormal numbers for zeros; without it
 * the same two are written. So results are the same but where a sum is subnormal.
 */
final class DotEmitter {
  /** The lanes of a 512-bit register. */
  private static final int WIDE = 16;

  private final Code code;
  private final ExprEmitter expressions;
  private final Axis steps;
  private final Scope scope;
  private final int lanes;

  private DotEmitter(Code code, ExprEmitter expressions, Axis steps, Scope scope, int lanes) {
    this.code = code;
    this.expressions = expressions;
    this.steps = steps;
    this.scope = scope;
    this.lanes = lanes;
  }

  static void emit(Code code, ExprEmitter expressions, Axis steps, Stmt body, Scope around) {
    if (!(body instanceof Stmt.Loop(Axis lane, Stmt.Accumulate sum))
        || lane.kind() != Kind.VECTOR
        || sum.fusedProduct().isEmpty()) {
      throw ExprEmitter.bug("no dot product: " + body);
    }
    new DotEmitter(code, expressions, steps, around.vector(lane), lane.extent()).emit(sum);
  }

  private void emit(Stmt.Accumulate sum) {
    Expr.Binary product = sum.fusedProduct().orElseThrow();
    Value x = pairs((Expr.Load) product.left());
    Value w = pairs((Expr.Load) product.right());
    Value old = expressions.emit(new Expr.Load(sum.buffer(), sum.index()), scope);
    Value result =
        lanes == WIDE && code.module().platform().hasBfloat16Products()
            ? instruction(old, x, w)
            : twoProducts(old, x, w);
    expressions.memory().store(sum.buffer(), sum.index(), result, scope);
  }

  /** The elements of both steps for each lane, in 32 bits. */
  private Value pairs(Expr.Load load) {
    Position first = position(load, 0);
    Position second = position(load, 1);
    boolean isUniform = second.access() == Position.Access.UNIFORM;
    boolean arePairs =
        first.first().withoutConstant().equals(second.first().withoutConstant())
            && first.first().constant() == second.first().constant() + 1
            && (isUniform || second.stride() == 2);
    if (!arePairs) {
      throw ExprEmitter.bug("the factors of %s are no neighbours".formatted(load));
    }
    Value pair = expressions.memory().loadPairs(second, isUniform ? 1 : lanes, scope);
    return code.splat(pair, lanes);
  }

  private Position position(Expr.Load load, int step) {
    Map<String, Expr> at = Map.of(steps.name(), Expr.of(step));
    List<Expr> index = load.index().stream().map(i -> i.substitute(at)).toList();
    return Position.of(load.buffer(), index, scope.simplifier(), scope.lane());
  }

  private Value instruction(Value sum, Value x, Value w) {
    Type pairs = new Type(Type.Scalar.BF16, 2 * WIDE);
    Value a = code.bitcast(x, pairs);
    Value b = code.bitcast(w, pairs);
    String function = "@llvm.x86.avx512bf16.dpbf16ps.512";
    code.declare(sum.type().toString(), function, sum, a, b);
    return code.call(sum.type(), function, sum, a, b);
  }

  private Value twoProducts(Value sum, Value x, Value w) {
    Value second = expressions.fusedMultiplyAdd(upper(x), upper(w), sum);
    return expressions.fusedMultiplyAdd(lower(x), lower(w), second);
  }

  private Value upper(Value pairs) {
    return Bfloat16Code.ofUpperHalf(code, pairs);
  }

  private Value lower(Value pairs) {
    return Bfloat16Code.ofLowerHalf(code, pairs);
  }
}
