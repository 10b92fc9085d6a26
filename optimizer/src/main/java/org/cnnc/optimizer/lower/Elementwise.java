package org.cnnc.optimizer.lower;

import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.ElementwiseOp;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.Value;

/** The value of elementwise ops at one point, as an expression of their operands' values. */
final class Elementwise {
  private static final Expr ZERO = literal(0);
  private static final Expr ONE = literal(1);

  private Elementwise() {}

  /**
   * The value of an elementwise op at a point of its result.
   *
   * @param operand the value there of each operand that is not a channel's parameter
   * @param buffer where the other operands lie
   */
  static Expr value(
      ElementwiseOp op,
      List<Expr> point,
      Function<Value, Expr> operand,
      Function<Value, Buffer> buffer) {
    return switch (op) {
      case Unary u -> unary(u.kind(), u.parameters(), operand.apply(u.input()));
      case Binary b -> binary(b.kind(), operand.apply(b.left()), operand.apply(b.right()));
      case Affine a -> {
        Expr scale = buffer.apply(a.scale()).at(point.get(1));
        Expr shift = buffer.apply(a.shift()).at(point.get(1));
        yield operand.apply(a.input()).times(scale).plus(shift);
      }
      case Where w ->
          new Expr.Select(
              operand.apply(w.condition()), operand.apply(w.then()), operand.apply(w.otherwise()));
      case Cast c -> cast(operand.apply(c.input()), ExprType.of(ElementType.of(c.dtype())));
    };
  }

  static Expr cast(Expr x, ExprType to) {
    ExprType from = ExprType.of(x);
    return switch (to) {
      case FLOAT ->
          switch (from) {
            case FLOAT -> x;
            case INDEX -> new Expr.ToFloat(x);
            case TRUTH -> new Expr.Select(x, ONE, ZERO);
          };
      case INDEX ->
          switch (from) {
            case FLOAT -> new Expr.ToIndex(x);
            case INDEX -> x;
            case TRUTH -> new Expr.Select(x, Expr.of(1), Expr.of(0));
          };
      case TRUTH ->
          switch (from) {
            case FLOAT -> op(BinaryOp.NE, x, ZERO);
            case INDEX -> op(BinaryOp.NE, x, Expr.of(0));
            case TRUTH -> x;
          };
    };
  }

  /** {@code 0} instead of a division by zero, which would end the process. */
  private static Expr unlessZero(Expr divisor, Expr quotient) {
    return new Expr.Select(op(BinaryOp.EQ, divisor, Expr.of(0)), Expr.of(0), quotient);
  }

  /** The quotient of integers rounded towards zero, of one that is rounded down. */
  private static Expr quotient(Expr a, Expr b) {
    Expr down = op(BinaryOp.DIV, a, b);
    Expr up = Expr.of(0).minus(op(BinaryOp.DIV, Expr.of(0).minus(a), b));
    Expr bIsNegative = op(BinaryOp.LT, b, Expr.of(0));
    return unlessZero(
        b,
        new Expr.Select(
            op(BinaryOp.LT, a, Expr.of(0)),
            new Expr.Select(bIsNegative, down, up),
            new Expr.Select(bIsNegative, up, down)));
  }

  static Expr binary(BinaryKind kind, Expr a, Expr b) {
    return switch (kind) {
      case ADD -> op(BinaryOp.ADD, a, b);
      case SUB -> op(BinaryOp.SUB, a, b);
      case MUL -> op(BinaryOp.MUL, a, b);
      case DIV -> ExprType.of(a) == ExprType.INDEX ? quotient(a, b) : op(BinaryOp.DIV, a, b);
      case MOD -> unlessZero(b, op(BinaryOp.MOD, a, b));
      case EQUAL -> op(BinaryOp.EQ, a, b);
      case LESS -> op(BinaryOp.LT, a, b);
      case LESS_EQUAL -> op(BinaryOp.LE, a, b);
      case GREATER -> op(BinaryOp.GT, a, b);
      case GREATER_EQUAL -> op(BinaryOp.GE, a, b);
      case AND -> op(BinaryOp.AND, a, b);
      case OR -> op(BinaryOp.OR, a, b);
      case POW -> op(BinaryOp.POW, a, b);
      case MIN -> op(BinaryOp.MIN, a, b);
      case MAX -> op(BinaryOp.MAX, a, b);
      case PRELU -> select(BinaryOp.GE, a, ZERO, a, op(BinaryOp.MUL, a, b));
    };
  }

  static Expr unary(UnaryKind kind, List<Float> p, Expr x) {
    return switch (kind) {
      case RELU -> max(x, ZERO);
      case RELU6 -> min(max(x, ZERO), literal(6));
      case LEAKY_RELU -> select(BinaryOp.GE, x, ZERO, x, mul(literal(p.get(0)), x));
      case ELU -> select(BinaryOp.GT, x, ZERO, x, mul(literal(p.get(0)), expm1(x)));
      case SELU ->
          mul(literal(p.get(1)), select(BinaryOp.GT, x, ZERO, x, mul(literal(p.get(0)), expm1(x))));
      case CELU ->
          add(max(x, ZERO), min(mul(literal(p.get(0)), expm1(div(x, literal(p.get(0))))), ZERO));
      case GELU ->
          mul(
              mul(literal(0.5f), x),
              add(ONE, fn(UnaryOp.ERF, mul(x, literal((float) Math.sqrt(0.5))))));
      case GELU_TANH -> {
        Expr cubic = add(x, mul(literal(0.044715f), mul(x, mul(x, x))));
        Expr inner = mul(literal((float) Math.sqrt(2 / Math.PI)), cubic);
        yield mul(mul(literal(0.5f), x), add(ONE, fn(UnaryOp.TANH, inner)));
      }
      case SILU -> div(x, add(ONE, fn(UnaryOp.EXP, fn(UnaryOp.NEG, x))));
      case MISH -> mul(x, fn(UnaryOp.TANH, softplus(x)));
      case SIGMOID -> div(ONE, add(ONE, fn(UnaryOp.EXP, fn(UnaryOp.NEG, x))));
      case HARD_SIGMOID -> min(max(add(mul(literal(p.get(0)), x), literal(p.get(1))), ZERO), ONE);
      case HARD_SWISH -> div(mul(x, min(max(add(x, literal(3)), ZERO), literal(6))), literal(6));
      case CLIP -> min(max(x, literal(p.get(0))), literal(p.get(1)));
      case TANH -> fn(UnaryOp.TANH, x);
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> div(x, add(ONE, fn(UnaryOp.ABS, x)));
      case EXP -> fn(UnaryOp.EXP, x);
      case LOG -> fn(UnaryOp.LOG, x);
      case SQRT -> fn(UnaryOp.SQRT, x);
      case ABS -> fn(UnaryOp.ABS, x);
      case NEG -> fn(UnaryOp.NEG, x);
      case RECIPROCAL -> div(ONE, x);
      case ERF -> fn(UnaryOp.ERF, x);
      case FLOOR -> fn(UnaryOp.FLOOR, x);
      case CEIL -> fn(UnaryOp.CEIL, x);
      case ROUND -> fn(UnaryOp.ROUND, x);
      case BFLOAT16 -> fn(UnaryOp.BFLOAT16, x);
      // Zero, and what is not a number, are their own sign.
      case SIGN -> select(BinaryOp.GT, x, ZERO, ONE, select(BinaryOp.LT, x, ZERO, literal(-1), x));
    };
  }

  /** {@code log(1 + exp(x))} without overflow: {@code max(x, 0) + log1p(exp(-|x|))}. */
  private static Expr softplus(Expr x) {
    Expr decay = fn(UnaryOp.EXP, fn(UnaryOp.NEG, fn(UnaryOp.ABS, x)));
    return add(max(x, ZERO), fn(UnaryOp.LOG1P, decay));
  }

  private static Expr expm1(Expr x) {
    return fn(UnaryOp.EXPM1, x);
  }

  private static Expr literal(float value) {
    return new Expr.Literal(value);
  }

  private static Expr op(BinaryOp op, Expr a, Expr b) {
    return new Expr.Binary(op, a, b);
  }

  private static Expr add(Expr a, Expr b) {
    return op(BinaryOp.ADD, a, b);
  }

  private static Expr mul(Expr a, Expr b) {
    return op(BinaryOp.MUL, a, b);
  }

  private static Expr div(Expr a, Expr b) {
    return op(BinaryOp.DIV, a, b);
  }

  /** The bound comes first, so that what is not a number stays so: one vector instruction. */
  private static Expr max(Expr x, Expr bound) {
    return op(BinaryOp.MAX, bound, x);
  }

  private static Expr min(Expr x, Expr bound) {
    return op(BinaryOp.MIN, bound, x);
  }

  private static Expr fn(UnaryOp op, Expr x) {
    return new Expr.Unary(op, x);
  }

  private static Expr select(BinaryOp op, Expr a, Expr b, Expr then, Expr otherwise) {
    return new Expr.Select(op(op, a, b), then, otherwise);
  }
}
