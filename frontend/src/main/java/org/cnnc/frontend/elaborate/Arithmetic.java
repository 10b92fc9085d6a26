package org.cnnc.frontend.elaborate;

import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.syntax.BinaryOperator;
import org.cnnc.ir.SourceSpan;

/** Arithmetic and comparison of compile-time numbers: integers of 64 bits, checked; doubles. */
final class Arithmetic {
  /** Comparing lists that share their parts must not take exponential time. */
  private static final int MAX_COMPARED = 1_000_000;

  private final SourceSpan span;
  private final BinaryOperator operator;
  private int compared;

  private Arithmetic(SourceSpan span, BinaryOperator operator) {
    this.span = span;
    this.operator = operator;
  }

  /**
   * The value of {@code left operator right}.
   *
   * @param span the operator's sign, for mistakes
   * @throws Stop where the operator does not take such values, or the result is no number
   */
  static Known apply(SourceSpan span, BinaryOperator operator, Known left, Known right) {
    return new Arithmetic(span, operator).apply(left, right);
  }

  private Known apply(Known left, Known right) {
    if (operator == BinaryOperator.EQUAL) {
      return new Known.Bool(equal(left, right));
    }
    if (operator == BinaryOperator.NOT_EQUAL) {
      return new Known.Bool(!equal(left, right));
    }
    if (left instanceof Known.Int(long a) && right instanceof Known.Int(long b)) {
      try {
        return integers(a, b);
      } catch (ArithmeticException e) {
        throw refuse(
            Code.ARITHMETIC,
            "%d %s %d does not fit an integer of 64 bits".formatted(a, operator.sign(), b));
      }
    }
    Optional<Double> a = number(left);
    Optional<Double> b = number(right);
    if (a.isPresent() && b.isPresent()) {
      return reals(a.get(), b.get());
    }
    throw wrongOperands(left, right);
  }

  private Stop wrongOperands(Known left, Known right) {
    Diagnostic diagnostic =
        Diagnostic.at(
            span,
            Code.TYPE_MISMATCH,
            "`%s` does not take %s and %s"
                .formatted(operator.sign(), Words.kind(left), Words.kind(right)));
    boolean batch = left instanceof Known.Batch || right instanceof Known.Batch;
    return Stop.of(
        batch
            ? diagnostic.help("the batch is chosen at run time; nothing is known of it")
            : diagnostic);
  }

  private static Optional<Double> number(Known known) {
    return switch (known) {
      case Known.Int(long value) -> Optional.of((double) value);
      case Known.Real(double value) -> Optional.of(value);
      case Known.Bool _,
          Known.Str _,
          Known.Sequence _,
          Known.Range _,
          Known.Tensor _,
          Known.Batch _,
          Known.BlockValue _,
          Known.OperatorValue _ ->
          Optional.empty();
    };
  }

  private Known integers(long a, long b) {
    return switch (operator) {
      case ADD -> new Known.Int(Math.addExact(a, b));
      case SUBTRACT -> new Known.Int(Math.subtractExact(a, b));
      case MULTIPLY -> new Known.Int(Math.multiplyExact(a, b));
      case DIVIDE -> new Known.Int(exactQuotient(a, b));
      case REMAINDER -> new Known.Int(Math.floorMod(a, nonZero(b)));
      case FLOOR_DIVIDE -> new Known.Int(Math.floorDivExact(a, nonZero(b)));
      case POWER -> new Known.Int(power(a, b));
      case TO -> new Known.Range(a, Math.max(0, Math.addExact(Math.subtractExact(b, a), 1)), 1);
      case UNTIL -> new Known.Range(a, Math.max(0, Math.subtractExact(b, a)), 1);
      case LESS -> new Known.Bool(a < b);
      case GREATER -> new Known.Bool(a > b);
      case LESS_OR_EQUAL -> new Known.Bool(a <= b);
      case GREATER_OR_EQUAL -> new Known.Bool(a >= b);
      case EQUAL, NOT_EQUAL, AND, OR -> throw wrongOperands(new Known.Int(a), new Known.Int(b));
    };
  }

  private Known reals(double a, double b) {
    double result =
        switch (operator) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / nonZero(b);
          case REMAINDER -> a - nonZero(b) * Math.floor(a / b);
          case POWER -> Math.pow(a, b);
          case LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL -> 0;
          case FLOOR_DIVIDE, TO, UNTIL, EQUAL, NOT_EQUAL, AND, OR ->
              throw wrongOperands(new Known.Real(a), new Known.Real(b));
        };
    return switch (operator) {
      case LESS -> new Known.Bool(a < b);
      case GREATER -> new Known.Bool(a > b);
      case LESS_OR_EQUAL -> new Known.Bool(a <= b);
      case GREATER_OR_EQUAL -> new Known.Bool(a >= b);
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          REMAINDER,
          FLOOR_DIVIDE,
          POWER,
          TO,
          UNTIL,
          EQUAL,
          NOT_EQUAL,
          AND,
          OR -> {
        if (Double.isNaN(result) || Double.isInfinite(result)) {
          throw refuse(Code.ARITHMETIC, "%s %s %s is no number".formatted(a, operator.sign(), b));
        }
        yield new Known.Real(result);
      }
    };
  }

  private long exactQuotient(long a, long b) {
    if (a % nonZero(b) != 0) {
      throw Stop.of(
          Diagnostic.at(
                  span,
                  Code.INEXACT_DIVISION,
                  "%d / %d leaves a remainder of %d".formatted(a, b, Math.floorMod(a, b)))
              .help("`div` rounds down, `ceil_div(a, b)` rounds up"));
    }
    return Math.divideExact(a, b);
  }

  private long nonZero(long divisor) {
    if (divisor == 0) {
      throw refuse(Code.ARITHMETIC, "division by zero");
    }
    return divisor;
  }

  private double nonZero(double divisor) {
    if (divisor == 0) {
      throw refuse(Code.ARITHMETIC, "division by zero");
    }
    return divisor;
  }

  private long power(long base, long exponent) {
    if (exponent < 0) {
      throw Stop.of(
          Diagnostic.at(span, Code.ARITHMETIC, "%d ^ %d is no integer".formatted(base, exponent))
              .help("write the base as %d.0".formatted(base)));
    }
    return Math.powExact(base, Math.toIntExact(exponent));
  }

  private boolean equal(Known a, Known b) {
    if (++compared > MAX_COMPARED) {
      throw refuse(
          Code.LIMIT_EXCEEDED,
          "lists of more than %d elements are compared".formatted(MAX_COMPARED));
    }
    if (a instanceof Known.Sequence(var left, _) && b instanceof Known.Sequence(var right, _)) {
      if (left.size() != right.size()) {
        return false;
      }
      for (int i = 0; i < left.size(); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof Known.Tensor || b instanceof Known.Tensor) {
      throw wrongOperands(a, b);
    }
    Optional<Double> x = number(a);
    Optional<Double> y = number(b);
    if (x.isPresent() && y.isPresent()) {
      boolean integers = a instanceof Known.Int && b instanceof Known.Int;
      return integers ? a.equals(b) : x.equals(y);
    }
    boolean sameKind = a.getClass() == b.getClass();
    if (!sameKind) {
      throw wrongOperands(a, b);
    }
    return a.equals(b);
  }

  private Stop refuse(Code code, String message) {
    return Stop.at(span, code, message);
  }
}
