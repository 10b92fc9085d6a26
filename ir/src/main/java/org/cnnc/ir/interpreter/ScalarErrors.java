package org.cnnc.ir.interpreter;

import static org.cnnc.ir.interpreter.BoundedArray.ROUNDING;

import java.util.List;
import java.util.stream.DoubleStream;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.UnaryKind;

/** How elementwise functions pass errors on, and what errors they make themselves. */
final class ScalarErrors {
  /** A function of the mathematical library is within four units in the last place, and rounded. */
  private static final double FUNCTION = 10 * ROUNDING;

  /** Makes a result that vanishes count as inexact; {@link BoundedArray} adds what it may be. */
  private static final double UNDERFLOW = Float.MIN_NORMAL;

  private ScalarErrors() {}

  /** How far {@code f(x + d)} may be from {@code f(x)} for any {@code |d| <= error}. */
  static double spread(UnaryKind kind, List<Float> p, double x, double error) {
    if (error == 0) {
      return 0;
    }
    return switch (kind) {
      case ABS, NEG -> error;
      // Not monotone, with slopes to 1.13 and second derivatives to 0.8: the ends and a remainder.
      case GELU, GELU_TANH, SILU, MISH ->
          Math.min(1.2 * error, ends(kind, p, x, error) + error * error);
      case HARD_SWISH -> Math.max(ends(kind, p, x, error), lowest(x, error));
      case RECIPROCAL -> Math.abs(x) > error ? ends(kind, p, x, error) : Double.POSITIVE_INFINITY;
      case LOG, SQRT -> x > error ? ends(kind, p, x, error) : Double.POSITIVE_INFINITY;
      // Monotone unless a parameter is negative.
      case LEAKY_RELU, ELU, SELU, CELU, HARD_SIGMOID ->
          Math.max(ends(kind, p, x, error), p.getFirst() < 0 ? error * steepness(p) : 0);
      case RELU,
          RELU6,
          CLIP,
          SIGMOID,
          TANH,
          SOFTPLUS,
          SOFTSIGN,
          EXP,
          ERF,
          FLOOR,
          CEIL,
          ROUND,
          SIGN,
          BFLOAT16 ->
          ends(kind, p, x, error);
    };
  }

  /** The spread of a monotone function: the farther of its values at the ends. */
  private static double ends(UnaryKind kind, List<Float> p, double x, double error) {
    double y = Scalars.unary(kind, p, x);
    return Math.max(
        Math.abs(Scalars.unary(kind, p, x + error) - y),
        Math.abs(Scalars.unary(kind, p, x - error) - y));
  }

  /** No slope of a function with these parameters is larger. */
  private static double steepness(List<Float> p) {
    return p.stream().mapToDouble(v -> Math.max(1, Math.abs(v))).reduce(1, (a, b) -> a * b);
  }

  /** How far {@code hard_swish(x)} is above its lowest point, if that is near. */
  private static double lowest(double x, double error) {
    double at = -1.5;
    return Math.abs(x - at) <= error
        ? Scalars.unary(UnaryKind.HARD_SWISH, List.of(), x)
            - Scalars.unary(UnaryKind.HARD_SWISH, List.of(), at)
        : 0;
  }

  /** The error that single precision adds, however the function is spelt. */
  static double own(UnaryKind kind, List<Float> p, double x) {
    double y = Math.abs(Scalars.unary(kind, p, x));
    double magnitude =
        switch (kind) {
          case RELU, RELU6, CLIP, ABS, NEG, FLOOR, CEIL, ROUND, SIGN, BFLOAT16 -> 0;
          // Differences of numbers near 1, or near the input, of which little may be left.
          case ELU, CELU -> y + Math.abs(p.get(0));
          case SELU -> y + Math.abs(p.get(0) * p.get(1));
          case GELU, GELU_TANH, MISH, HARD_SWISH -> y + Math.abs(x) + UNDERFLOW;
          case SOFTPLUS -> y + 1;
          case HARD_SIGMOID -> Math.abs(p.get(0) * x) + Math.abs(p.get(1));
          case LEAKY_RELU, SILU, SIGMOID, TANH, SOFTSIGN, EXP, LOG, SQRT, RECIPROCAL, ERF ->
              y + UNDERFLOW;
        };
    return FUNCTION * magnitude;
  }

  /** How the error of the left operand alone shows in the result, for the largest right one. */
  static double left(BinaryKind kind, double a, double aError, double b, double bError) {
    if (aError == 0) {
      return 0;
    }
    return switch (kind) {
      case ADD, SUB, MIN, MAX -> aError;
      case MUL -> (Math.abs(b) + bError) * aError;
      case DIV -> Math.abs(b) > bError ? aError / (Math.abs(b) - bError) : Double.POSITIVE_INFINITY;
      case PRELU -> a > aError ? aError : aError * Math.max(1, Math.abs(b) + bError);
      case POW -> power(a, aError, b, bError);
      case EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL ->
          flips(Math.abs(a - b) <= aError + bError);
      case MOD, AND, OR -> flips(true);
    };
  }

  /** How the error of the right operand alone shows in the result. */
  static double right(BinaryKind kind, double a, double aError, double b, double bError) {
    if (bError == 0) {
      return 0;
    }
    return switch (kind) {
      case ADD, SUB, MIN, MAX -> bError;
      case MUL -> Math.abs(a) * bError;
      case DIV ->
          Math.abs(b) > bError
              ? Math.abs(a / b) * bError / (Math.abs(b) - bError)
              : Double.POSITIVE_INFINITY;
      case PRELU -> a > aError ? 0 : (Math.abs(a) + aError) * bError;
      case POW -> power(a, aError, b, bError);
      case EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL ->
          flips(Math.abs(a - b) <= aError + bError);
      case MOD, AND, OR -> flips(true);
    };
  }

  /** A result that jumps may be anything where it may jump. */
  private static double flips(boolean possible) {
    return possible ? Double.POSITIVE_INFINITY : 0;
  }

  /** The farthest corner; a base that may be zero or less has none unless the exponent is exact. */
  private static double power(double a, double aError, double b, double bError) {
    boolean positive = a > aError;
    boolean polynomial = bError == 0 && b >= 0 && b == Math.rint(b);
    if (!positive && !polynomial) {
      return Double.POSITIVE_INFINITY;
    }
    double y = Math.pow(a, b);
    return DoubleStream.of(
            Math.pow(a - aError, b - bError),
            Math.pow(a - aError, b + bError),
            Math.pow(a + aError, b - bError),
            Math.pow(a + aError, b + bError),
            positive ? y : Math.pow(0, b))
        .map(corner -> Math.abs(corner - y))
        .max()
        .orElseThrow();
  }

  /** The error that single precision adds to {@code y = f(a, b)}. */
  static double own(BinaryKind kind, double a, double b, double y) {
    return switch (kind) {
      case MIN, MAX, MOD, EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, AND, OR -> 0;
      case ADD, SUB, MUL, DIV, PRELU -> 2 * ROUNDING * Math.abs(y);
      // Computed as exp(b * log(a)), whose argument is rounded before it is raised.
      case POW -> FUNCTION * Math.abs(y) * (1 + (a == 0 ? 0 : Math.abs(b * Math.log(Math.abs(a)))));
    };
  }
}
