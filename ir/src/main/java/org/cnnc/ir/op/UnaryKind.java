package org.cnnc.ir.op;

import java.util.List;
import java.util.Locale;

/**
 * The elementwise functions of one tensor, by PyTorch's names. Each names its parameters in order.
 */
public enum UnaryKind {
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code x >= 0 ? x : negative_slope * x}. */
  LEAKY_RELU("negative_slope"),
  /** {@code x > 0 ? x : alpha * (exp(x) - 1)}. */
  ELU("alpha"),
  /** {@code gamma * (x > 0 ? x : alpha * (exp(x) - 1))}. */
  SELU("alpha", "gamma"),
  /** {@code max(0, x) + min(0, alpha * (exp(x / alpha) - 1))}. */
  CELU("alpha"),
  /** {@code 0.5 * x * (1 + erf(x / sqrt(2)))}. */
  GELU,
  /** {@code 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))}. */
  GELU_TANH,
  /** {@code x * sigmoid(x)}. */
  SILU,
  /** {@code x * tanh(softplus(x))}. */
  MISH,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code min(max(alpha * x + beta, 0), 1)}. */
  HARD_SIGMOID("alpha", "beta"),
  /** {@code x * min(max(x + 3, 0), 6) / 6}. */
  HARD_SWISH,
  /** {@code min(max(x, min), max)}. */
  CLIP("min", "max"),
  TANH,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  EXP,
  /** The natural logarithm. */
  LOG,
  SQRT,
  ABS,
  NEG,
  /** {@code 1 / x}. */
  RECIPROCAL,
  /** The error function. */
  ERF,
  FLOOR,
  CEIL,
  /** The nearest integer, of two the even one. */
  ROUND,
  /** {@code -1}, {@code 0} or {@code 1}. */
  SIGN,
  /** The nearest {@link org.cnnc.ir.tensor.Bfloat16}, of two the even one, as f32. */
  BFLOAT16;

  private final List<String> parameters;

  UnaryKind(String... parameters) {
    this.parameters = List.of(parameters);
  }

  /** The names of the parameters, in order. */
  public List<String> parameters() {
    return parameters;
  }

  /** The name in every text form: {@code leaky_relu}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
