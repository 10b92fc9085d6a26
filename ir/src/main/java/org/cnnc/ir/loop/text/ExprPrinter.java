package org.cnnc.ir.loop.text;

import java.util.List;
import java.util.stream.Collectors;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.UnaryOp;

/** Prints expressions with as few parentheses as reading them back needs. */
final class ExprPrinter {
  /** Binds tighter than every operator. */
  private static final int PRIMARY = 6;

  private ExprPrinter() {}

  static String print(Expr e) {
    return switch (e) {
      case Expr.Int(long value) -> Long.toString(value);
      case Expr.Literal(float value) -> print(value);
      case Expr.Var(String name) -> name;
      case Expr.Load(Buffer buffer, List<Expr> index) -> print(buffer, index);
      case Expr.Unary(UnaryOp op, Expr operand) -> call(op.text(), operand);
      case Expr.ToFloat(Expr index) -> call("float", index);
      case Expr.ToIndex(Expr number) -> call("index", number);
      case Expr.Select(Expr condition, Expr then, Expr otherwise) ->
          call("select", condition, then, otherwise);
      case Expr.Binary(BinaryOp op, Expr a, Expr b) -> print(op, a, b);
    };
  }

  /** An element: {@code x[0, oc]}, and {@code acc} where there is no index. */
  static String print(Buffer buffer, List<Expr> index) {
    return index.isEmpty()
        ? buffer.name()
        : index.stream()
            .map(ExprPrinter::print)
            .collect(Collectors.joining(", ", buffer.name() + "[", "]"));
  }

  /** The shortest decimal that is this float, and bits where it is a special NaN. */
  private static String print(float value) {
    boolean isOtherNaN =
        Float.isNaN(value) && Float.floatToRawIntBits(value) != Float.floatToRawIntBits(Float.NaN);
    return isOtherNaN
        ? "bits(%d)".formatted(Float.floatToRawIntBits(value))
        : Float.toString(value);
  }

  private static String print(BinaryOp op, Expr a, Expr b) {
    return switch (op) {
      case MIN, MAX, POW -> call(op.text(), a, b);
      case ADD -> {
        // The sum with a negative number is printed as a difference.
        if (b instanceof Expr.Int(long value) && value < 0) {
          yield operand(a, precedence(op)) + " - " + Long.toUnsignedString(-value);
        }
        yield infix(op, a, b);
      }
      case SUB -> {
        // A difference is never read from `a - 1`, which is a sum.
        if (b instanceof Expr.Int(long value)) {
          yield "%s - (%d)".formatted(operand(a, precedence(op)), value);
        }
        yield infix(op, a, b);
      }
      case MUL, DIV, MOD, LT, LE, GT, GE, EQ, NE, AND, OR -> infix(op, a, b);
    };
  }

  /** Operators associate to the left, comparisons not at all. */
  private static String infix(BinaryOp op, Expr a, Expr b) {
    int precedence = precedence(op);
    boolean isComparison = precedence == precedence(BinaryOp.LT);
    return "%s %s %s"
        .formatted(
            operand(a, isComparison ? precedence + 1 : precedence),
            op.text(),
            operand(b, precedence + 1));
  }

  private static String operand(Expr e, int least) {
    String text = print(e);
    return precedence(e) < least ? "(" + text + ")" : text;
  }

  private static int precedence(Expr e) {
    return e instanceof Expr.Binary(BinaryOp op, Expr _, Expr _) ? precedence(op) : PRIMARY;
  }

  private static int precedence(BinaryOp op) {
    return switch (op) {
      case OR -> 1;
      case AND -> 2;
      case LT, LE, GT, GE, EQ, NE -> 3;
      case ADD, SUB -> 4;
      case MUL, DIV, MOD -> 5;
      case MIN, MAX, POW -> PRIMARY;
    };
  }

  private static String call(String function, Expr... operands) {
    return List.of(operands).stream()
        .map(ExprPrinter::print)
        .collect(Collectors.joining(", ", function + "(", ")"));
  }
}
