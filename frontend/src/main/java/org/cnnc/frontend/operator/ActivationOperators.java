package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Activation functions and the elementwise functions of one tensor; defaults are PyTorch's. */
final class ActivationOperators {
  private static final Formal X = Formal.required("x");
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static final List<Operator> ALL =
      List.of(
          unary(UnaryKind.RELU),
          unary(UnaryKind.RELU6),
          unary(UnaryKind.LEAKY_RELU, Formal.of("negative_slope", 0.01, "alpha", "slope")),
          unary(UnaryKind.ELU, Formal.of("alpha", 1.0)),
          unary(
              UnaryKind.SELU,
              Formal.of("alpha", 1.6732632423543772),
              Formal.of("gamma", 1.0507009873554805, "scale")),
          unary(UnaryKind.CELU, Formal.of("alpha", 1.0)),
          unary(UnaryKind.SILU),
          unary(UnaryKind.MISH),
          unary(UnaryKind.SIGMOID),
          unary(UnaryKind.HARD_SIGMOID, Formal.of("alpha", 1.0 / 6), Formal.of("beta", 0.5)),
          unary(UnaryKind.HARD_SWISH),
          unary(UnaryKind.TANH),
          unary(UnaryKind.SOFTPLUS),
          unary(UnaryKind.SOFTSIGN),
          unary(UnaryKind.EXP),
          unary(UnaryKind.LOG),
          unary(UnaryKind.SQRT),
          unary(UnaryKind.ABS),
          unary(UnaryKind.NEG),
          unary(UnaryKind.RECIPROCAL),
          unary(UnaryKind.ERF),
          unary(UnaryKind.FLOOR),
          unary(UnaryKind.CEIL),
          unary(UnaryKind.ROUND),
          unary(UnaryKind.SIGN),
          unary(UnaryKind.BFLOAT16),
          unary(UnaryKind.CLIP, Formal.of("min", -INFINITY), Formal.of("max", INFINITY)),
          new Operator(
              "hard_tanh",
              List.of(X, Formal.of("min", -1.0, "min_val"), Formal.of("max", 1.0, "max_val")),
              call -> apply(call, UnaryKind.CLIP)),
          new Operator(
              "gelu",
              List.of(X, Formal.of("approximate", "none")),
              call ->
                  apply(
                      call,
                      call.choice("approximate", List.of("none", "tanh")).equals("tanh")
                          ? UnaryKind.GELU_TANH
                          : UnaryKind.GELU)),
          new Operator(
              "prelu",
              List.of(
                  X, Formal.of("slopes", 1, "num_parameters"), Formal.optional("weight", "slope")),
              ActivationOperators::prelu),
          new Operator(
              "softmax", List.of(X, Formal.optional("axis", "dim")), call -> softmax(call, false)),
          new Operator(
              "log_softmax",
              List.of(X, Formal.optional("axis", "dim")),
              call -> softmax(call, true)));

  private ActivationOperators() {}

  /** An operator whose parameters are those of {@code kind}, by the same names. */
  private static Operator unary(UnaryKind kind, Formal... parameters) {
    List<Formal> formals = Stream.concat(Stream.of(X), Arrays.stream(parameters)).toList();
    return new Operator(kind.text(), formals, call -> apply(call, kind));
  }

  private static Known apply(OperatorCall call, UnaryKind kind) {
    List<Float> parameters = kind.parameters().stream().map(call::real).toList();
    if (kind == UnaryKind.CLIP && parameters.get(0) > parameters.get(1)) {
      throw call.refuse(
          Code.INVALID_ARGUMENT, "min", "`min` is %s, above `max`".formatted(parameters.get(0)));
    }
    return call.result(new Unary(kind, call.tensor("x"), parameters));
  }

  /** One trained slope, one for each channel, or a tensor that is broadcast. */
  private static Known prelu(OperatorCall call) {
    Value x = call.tensor("x");
    if (call.has("weight")) {
      return call.result(new Binary(BinaryKind.PRELU, x, call.tensorOrNumbers("weight")));
    }
    TensorType type = x.type();
    int slopes = call.positive("slopes");
    if (type.rank() < 2 || (slopes != 1 && slopes != type.dim(1))) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "slopes",
          "`slopes` is 1 or the number of channels of %s".formatted(Words.shape(type)));
    }
    Value weight = call.parameter("weight", List.of(slopes), Role.SCALE);
    // Aligned with the channels, which are followed by the spatial dimensions.
    List<Integer> aligned = new ArrayList<>(List.of(slopes));
    for (int i = 2; i < type.rank(); i++) {
      aligned.add(1);
    }
    return call.result(new Binary(BinaryKind.PRELU, x, call.add(new Reshape(weight, aligned))));
  }

  private static Known softmax(OperatorCall call, boolean log) {
    TensorType type = call.tensor("x").type();
    if (!call.has("axis") && type.rank() != 2) {
      // PyTorch and ONNX disagree on the default, and both guess wrong for somebody's images.
      throw call.refuse(
          Code.MISSING_ARGUMENT,
          "a tensor %s has several axes; say which, such as `axis=1` for the channels"
              .formatted(Words.shape(type)));
    }
    int axis = call.has("axis") ? call.axis("axis", type) : 1;
    return call.result(new Softmax(call.tensor("x"), axis, log));
  }
}
