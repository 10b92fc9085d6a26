package org.cnnc.ir.loop.interpreter;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.interpreter.ErrorFunction;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.ExprType;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.tensor.Bfloat16;

/** Turns expressions into closures; a part of {@link Translator}. */
final class Expressions {
  private final Translator nest;

  Expressions(Translator nest) {
    this.nest = nest;
  }

  Code.Index index(Expr e) {
    return switch (e) {
      case Expr.Int(long value) -> f -> value;
      case Expr.Var(String name) -> {
        int slot = nest.variable(name);
        yield f -> f.variables[slot];
      }
      case Expr.Load(Buffer buffer, List<Expr> index) -> {
        expect(ExprType.INDEX, ExprType.of(buffer.dtype()), e);
        yield nest.access(buffer, index, false)::indexAt;
      }
      case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
        expectNumber(op, e);
        yield indexOperation(op, index(left), index(right));
      }
      case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
        Code.Truth holds = truth(condition);
        Code.Index a = index(then);
        Code.Index b = index(otherwise);
        yield f -> holds.eval(f) ? a.eval(f) : b.eval(f);
      }
      case Expr.ToIndex(Expr number) -> {
        Code.Scalar x = number(number);
        yield f -> (long) x.eval(f);
      }
      case Expr.Literal _, Expr.Unary _, Expr.ToFloat _ -> throw mismatch(ExprType.INDEX, e);
    };
  }

  private static Code.Index indexOperation(BinaryOp op, Code.Index a, Code.Index b) {
    return switch (op) {
      case ADD -> f -> a.eval(f) + b.eval(f);
      case SUB -> f -> a.eval(f) - b.eval(f);
      case MUL -> f -> a.eval(f) * b.eval(f);
      case DIV -> f -> Math.floorDiv(a.eval(f), b.eval(f));
      case MOD -> f -> Math.floorMod(a.eval(f), b.eval(f));
      case MIN -> f -> Math.min(a.eval(f), b.eval(f));
      case MAX -> f -> Math.max(a.eval(f), b.eval(f));
      case POW, LT, LE, GT, GE, EQ, NE, AND, OR -> throw Translator.bug("no index: " + op);
    };
  }

  Code.Scalar number(Expr e) {
    return switch (e) {
      case Expr.Literal(float value) -> f -> value;
      case Expr.Load(Buffer buffer, List<Expr> index) -> {
        expect(ExprType.FLOAT, ExprType.of(buffer.dtype()), e);
        yield nest.access(buffer, index, false)::floatAt;
      }
      case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
        expectNumber(op, e);
        yield floatOperation(op, number(left), number(right));
      }
      case Expr.Unary(UnaryOp op, Expr operand) -> function(op, number(operand));
      case Expr.ToFloat(Expr index) -> {
        Code.Index i = index(index);
        yield f -> (float) i.eval(f);
      }
      case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
        Code.Truth holds = truth(condition);
        Code.Scalar a = number(then);
        Code.Scalar b = number(otherwise);
        yield f -> holds.eval(f) ? a.eval(f) : b.eval(f);
      }
      case Expr.Int _, Expr.Var _, Expr.ToIndex _ -> throw mismatch(ExprType.FLOAT, e);
    };
  }

  private static Code.Scalar floatOperation(BinaryOp op, Code.Scalar a, Code.Scalar b) {
    return switch (op) {
      case ADD -> f -> a.eval(f) + b.eval(f);
      case SUB -> f -> a.eval(f) - b.eval(f);
      case MUL -> f -> a.eval(f) * b.eval(f);
      case DIV -> f -> a.eval(f) / b.eval(f);
      case MIN -> f -> Scalars.min(a.eval(f), b.eval(f));
      case MAX -> f -> Scalars.max(a.eval(f), b.eval(f));
      case POW -> f -> (float) StrictMath.pow(a.eval(f), b.eval(f));
      case MOD, LT, LE, GT, GE, EQ, NE, AND, OR -> throw Translator.bug("no float: " + op);
    };
  }

  // In double, then rounded once: StrictMath's errors are far below half a unit of a float.
  private static Code.Scalar function(UnaryOp op, Code.Scalar x) {
    return switch (op) {
      case NEG -> f -> -x.eval(f);
      case ABS -> f -> Math.abs(x.eval(f));
      case SQRT -> f -> (float) Math.sqrt(x.eval(f));
      case EXP -> f -> (float) StrictMath.exp(x.eval(f));
      case EXPM1 -> f -> (float) StrictMath.expm1(x.eval(f));
      case LOG -> f -> (float) StrictMath.log(x.eval(f));
      case LOG1P -> f -> (float) StrictMath.log1p(x.eval(f));
      case TANH -> f -> (float) StrictMath.tanh(x.eval(f));
      case ERF -> f -> (float) ErrorFunction.erf(x.eval(f));
      case FLOOR -> f -> (float) Math.floor(x.eval(f));
      case CEIL -> f -> (float) Math.ceil(x.eval(f));
      case ROUND -> f -> (float) Math.rint(x.eval(f));
      case BFLOAT16 -> f -> Bfloat16.round(x.eval(f));
    };
  }

  Code.Truth truth(Expr e) {
    return switch (e) {
      case Expr.Load(Buffer buffer, List<Expr> index) -> {
        expect(ExprType.TRUTH, ExprType.of(buffer.dtype()), e);
        yield nest.access(buffer, index, false)::truthAt;
      }
      case Expr.Binary(BinaryOp op, Expr left, Expr right) ->
          switch (op) {
            case AND -> {
              Code.Truth a = truth(left);
              Code.Truth b = truth(right);
              yield f -> {
                boolean second = b.eval(f);
                return a.eval(f) && second;
              };
            }
            case OR -> {
              Code.Truth a = truth(left);
              Code.Truth b = truth(right);
              yield f -> {
                boolean second = b.eval(f);
                return a.eval(f) || second;
              };
            }
            case LT, LE, GT, GE, EQ, NE ->
                switch (ExprType.of(left)) {
                  case INDEX -> indexComparison(op, index(left), index(right));
                  case FLOAT -> floatComparison(op, number(left), number(right));
                  case TRUTH -> throw mismatch(ExprType.FLOAT, left);
                };
            case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW -> throw mismatch(ExprType.TRUTH, e);
          };
      case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
        Code.Truth holds = truth(condition);
        Code.Truth a = truth(then);
        Code.Truth b = truth(otherwise);
        yield f -> holds.eval(f) ? a.eval(f) : b.eval(f);
      }
      case Expr.Int _, Expr.Var _, Expr.Literal _, Expr.Unary _, Expr.ToFloat _, Expr.ToIndex _ ->
          throw mismatch(ExprType.TRUTH, e);
    };
  }

  private static Code.Truth indexComparison(BinaryOp op, Code.Index a, Code.Index b) {
    return switch (op) {
      case LT -> f -> a.eval(f) < b.eval(f);
      case LE -> f -> a.eval(f) <= b.eval(f);
      case GT -> f -> a.eval(f) > b.eval(f);
      case GE -> f -> a.eval(f) >= b.eval(f);
      case EQ -> f -> a.eval(f) == b.eval(f);
      case NE -> f -> a.eval(f) != b.eval(f);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW, AND, OR ->
          throw Translator.bug("no comparison: " + op);
    };
  }

  private static Code.Truth floatComparison(BinaryOp op, Code.Scalar a, Code.Scalar b) {
    return switch (op) {
      case LT -> f -> a.eval(f) < b.eval(f);
      case LE -> f -> a.eval(f) <= b.eval(f);
      case GT -> f -> a.eval(f) > b.eval(f);
      case GE -> f -> a.eval(f) >= b.eval(f);
      case EQ -> f -> a.eval(f) == b.eval(f);
      case NE -> f -> a.eval(f) != b.eval(f);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW, AND, OR ->
          throw Translator.bug("no comparison: " + op);
    };
  }

  private static void expectNumber(BinaryOp op, Expr e) {
    if (op.isComparison()) {
      throw mismatch(ExprType.FLOAT, e);
    }
  }

  private static void expect(ExprType type, ExprType actual, Expr e) {
    if (type != actual) {
      throw mismatch(type, e);
    }
  }

  private static CompilerBug mismatch(ExprType type, Expr e) {
    return Translator.bug("%s expected, not %s".formatted(type, e));
  }
}
