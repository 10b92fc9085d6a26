package org.cnnc.ir.interpreter;

import java.util.List;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Bfloat16;

/** The elementwise functions on real numbers; of no number, minimum and maximum are unspecified. */
final class Scalars {
  private Scalars() {}

  /**
   * @param p the parameters in the order of the kind's names
   */
  static double unary(UnaryKind kind, List<Float> p, double x) {
    return switch (kind) {
      case RELU -> Math.max(x, 0);
      case RELU6 -> clip(x, 0, 6);
      case LEAKY_RELU -> x >= 0 ? x : p.get(0) * x;
      case ELU -> elu(x, p.get(0));
      case SELU -> p.get(1) * elu(x, p.get(0));
      case CELU -> Math.max(0, x) + Math.min(0, p.get(0) * Math.expm1(x / p.get(0)));
      case GELU -> 0.5 * x * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
      case GELU_TANH ->
          0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case SILU -> x * sigmoid(x);
      case MISH -> x * Math.tanh(softplus(x));
      case SIGMOID -> sigmoid(x);
      case HARD_SIGMOID -> clip(p.get(0) * x + p.get(1), 0, 1);
      case HARD_SWISH -> x * clip(x + 3, 0, 6) / 6;
      case CLIP -> clip(x, p.get(0), p.get(1));
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case NEG -> -x;
      case RECIPROCAL -> 1 / x;
      case ERF -> ErrorFunction.erf(x);
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case SIGN -> Math.signum(x);
      case BFLOAT16 -> Bfloat16.round((float) x);
    };
  }

  static double binary(BinaryKind kind, double a, double b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case POW -> Math.pow(a, b);
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case PRELU -> a >= 0 ? a : a * b;
      case MOD -> b == 0 ? 0 : Math.floorMod((long) a, (long) b);
      case EQUAL -> truth(a == b);
      case LESS -> truth(a < b);
      case LESS_EQUAL -> truth(a <= b);
      case GREATER -> truth(a > b);
      case GREATER_EQUAL -> truth(a >= b);
      case AND -> truth(a != 0 && b != 0);
      case OR -> truth(a != 0 || b != 0);
    };
  }

  /** Of whole numbers, which have no infinite quotients. */
  static double integer(BinaryKind kind, double a, double b) {
    return kind == BinaryKind.DIV && b == 0 ? 0 : binary(kind, a, b);
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  /** {@code min(max(x, low), high)}: the upper limit wins where they cross. */
  private static double clip(double x, double low, double high) {
    return Math.min(Math.max(x, low), high);
  }

  private static double elu(double x, double alpha) {
    return x > 0 ? x : alpha * Math.expm1(x);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** {@code log(1 + exp(x))} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
