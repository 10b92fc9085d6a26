package org.cnnc.ir.loop;

import java.util.List;

/** What an expression is. */
public enum ExprType {
  INDEX,
  FLOAT,
  TRUTH;

  /** What an element that is stored so is when it is loaded. */
  public static ExprType of(ElementType dtype) {
    return switch (dtype) {
      case F32, BF16 -> FLOAT;
      case I64, I32 -> INDEX;
      case BOOL -> TRUTH;
    };
  }

  /**
   * The type of an expression.
   *
   * @throws IllegalArgumentException where an operand's type is not what its operation takes
   */
  public static ExprType of(Expr e) {
    return switch (e) {
      case Expr.Int _, Expr.Var _ -> INDEX;
      case Expr.Literal _ -> FLOAT;
      case Expr.Load(Buffer buffer, List<Expr> index) -> {
        index.forEach(i -> expect(INDEX, i));
        yield of(buffer.dtype());
      }
      case Expr.Unary(UnaryOp _, Expr operand) -> expect(FLOAT, operand);
      case Expr.ToFloat(Expr index) -> {
        expect(INDEX, index);
        yield FLOAT;
      }
      case Expr.ToIndex(Expr number) -> {
        expect(FLOAT, number);
        yield INDEX;
      }
      case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
        expect(TRUTH, condition);
        yield expect(of(then), otherwise);
      }
      case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
          switch (op) {
            case AND, OR -> {
              expect(TRUTH, a);
              yield expect(TRUTH, b);
            }
            case LT, LE, GT, GE, EQ, NE -> {
              expectNumbers(op, expect(of(a), b));
              yield TRUTH;
            }
            case ADD, SUB, MUL, DIV, MIN, MAX -> expectNumbers(op, expect(of(a), b));
            case MOD -> {
              expect(INDEX, a);
              yield expect(INDEX, b);
            }
            case POW -> {
              expect(FLOAT, a);
              yield expect(FLOAT, b);
            }
          };
    };
  }

  private static ExprType expect(ExprType type, Expr e) {
    ExprType actual = of(e);
    if (actual != type) {
      throw new IllegalArgumentException(
          "%s expected, but this is of type %s: %s".formatted(type, actual, e));
    }
    return type;
  }

  private static ExprType expectNumbers(BinaryOp op, ExprType type) {
    if (type == TRUTH) {
      throw new IllegalArgumentException("%s of truth values".formatted(op.text()));
    }
    return type;
  }
}
