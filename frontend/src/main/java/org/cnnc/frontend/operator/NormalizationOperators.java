package org.cnnc.frontend.operator;

import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Normalisations. All but batch norm are composed of reductions and elementwise operators. */
final class NormalizationOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal EPSILON = Formal.of("epsilon", 1e-5, "eps");
  private static final Formal AFFINE = Formal.of("affine", true, "elementwise_affine");
  private static final Formal NOT_AFFINE = Formal.of("affine", false);

  static final List<Operator> ALL =
      List.of(
          new Operator(
              "batch_norm",
              List.of(
                  X,
                  EPSILON,
                  AFFINE,
                  Formal.optional("weight", "gamma", "scale"),
                  Formal.optional("bias", "beta", "shift"),
                  Formal.optional("running_mean", "mean"),
                  Formal.optional("running_var", "var", "variance")),
              NormalizationOperators::batchNorm),
          new Operator(
              "affine",
              List.of(X, Formal.optional("weight", "scale"), Formal.optional("bias", "shift")),
              NormalizationOperators::affine),
          new Operator(
              "instance_norm",
              List.of(X, EPSILON, NOT_AFFINE),
              NormalizationOperators::instanceNorm),
          new Operator(
              "group_norm",
              List.of(X, Formal.required("groups", "num_groups"), EPSILON, AFFINE),
              NormalizationOperators::groupNorm),
          new Operator(
              "layer_norm",
              List.of(X, Formal.of("axis", -1, "axes", "normalized_shape"), EPSILON, AFFINE),
              NormalizationOperators::layerNorm),
          new Operator(
              "local_response_norm",
              List.of(
                  X,
                  Formal.required("size", "n"),
                  Formal.of("alpha", 1e-4),
                  Formal.of("beta", 0.75),
                  Formal.of("k", 1.0, "bias")),
              NormalizationOperators::localResponseNorm));

  private NormalizationOperators() {}

  private static TensorType channelled(OperatorCall call) {
    TensorType x = call.tensor("x").type();
    if (x.rank() < 2) {
      throw call.refuse(
          Code.SHAPE_MISMATCH, "the input must be [N, C, ...], got " + Words.shape(x));
    }
    return x;
  }

  private static Known batchNorm(OperatorCall call) {
    List<Integer> channels = List.of(channelled(call).dim(1));
    boolean affine = call.flag("affine");
    Value scale =
        affine ? call.weight("weight", "weight", channels, Role.SCALE) : call.filled(channels, 1);
    Value shift =
        affine ? call.weight("bias", "bias", channels, Role.SHIFT) : call.filled(channels, 0);
    return call.result(
        new BatchNorm(
            call.tensor("x"),
            scale,
            shift,
            call.weight("running_mean", "running_mean", channels, Role.RUNNING_MEAN),
            call.weight("running_var", "running_var", channels, Role.RUNNING_VAR),
            call.real("epsilon")));
  }

  /** {@code x * weight + bias}, each one number for a channel. */
  private static Known affine(OperatorCall call) {
    List<Integer> channels = List.of(channelled(call).dim(1));
    return call.result(
        new Affine(
            call.tensor("x"),
            call.weight("weight", "weight", channels, Role.SCALE),
            call.weight("bias", "bias", channels, Role.SHIFT)));
  }

  /**
   * {@code (x - mean) / sqrt(variance + epsilon)}, the statistics being taken over {@code axes}.
   */
  private static Value standardize(OperatorCall call, Value x, List<Integer> axes) {
    Value mean = call.add(new Reduce(ReduceKind.MEAN, x, axes, true));
    Value centered = call.add(new Binary(BinaryKind.SUB, x, mean));
    Value squares = call.add(new Binary(BinaryKind.MUL, centered, centered));
    Value variance = call.add(new Reduce(ReduceKind.MEAN, squares, axes, true));
    Value epsilon = call.filled(List.of(), call.real("epsilon"));
    Value shifted = call.add(new Binary(BinaryKind.ADD, variance, epsilon));
    Value deviation = call.add(Unary.of(UnaryKind.SQRT, shifted));
    return call.add(new Binary(BinaryKind.DIV, centered, deviation));
  }

  private static Known perChannel(OperatorCall call, Value x) {
    if (!call.flag("affine")) {
      return new Known.Tensor(x);
    }
    List<Integer> channels = List.of(x.type().dim(1));
    return call.result(
        new Affine(
            x,
            call.parameter("weight", channels, Role.SCALE),
            call.parameter("bias", channels, Role.SHIFT)));
  }

  private static Known instanceNorm(OperatorCall call) {
    TensorType x = channelled(call);
    if (x.rank() < 3) {
      throw call.refuse(
          Code.SHAPE_MISMATCH, "the input must be [N, C, H, W], got " + Words.shape(x));
    }
    List<Integer> axes = IntStream.range(2, x.rank()).boxed().toList();
    return perChannel(call, standardize(call, call.tensor("x"), axes));
  }

  private static Known groupNorm(OperatorCall call) {
    TensorType x = channelled(call);
    int groups = call.positive("groups");
    if (x.dim(1) % groups != 0 || x.elements() == 0) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "groups",
          "%d groups must divide the %d channels".formatted(groups, x.dim(1)));
    }
    long images = x.isBatched() ? 1 : x.dim(0);
    int size = Math.toIntExact(x.elements() / images / groups);
    Value grouped = call.add(new Reshape(call.tensor("x"), List.of(x.dim(0), groups, size)));
    Value standard = standardize(call, grouped, List.of(2));
    return perChannel(call, call.add(new Reshape(standard, x.dims())));
  }

  /** Over the last dimensions from {@code axis} on; scale and shift have their shape. */
  private static Known layerNorm(OperatorCall call) {
    TensorType x = channelled(call);
    int axis = call.axis("axis", x);
    if (axis == 0) {
      throw call.refuse(Code.INVALID_ARGUMENT, "axis", "the batch cannot be normalized over");
    }
    Value y = standardize(call, call.tensor("x"), IntStream.range(axis, x.rank()).boxed().toList());
    if (!call.flag("affine")) {
      return new Known.Tensor(y);
    }
    List<Integer> shape = x.dims().subList(axis, x.rank());
    Value scaled =
        call.add(new Binary(BinaryKind.MUL, y, call.parameter("weight", shape, Role.SCALE)));
    return call.result(
        new Binary(BinaryKind.ADD, scaled, call.parameter("bias", shape, Role.SHIFT)));
  }

  /**
   * {@code x / (k + alpha/size * sum of x^2 over the size nearest channels)^beta}; the sum over
   * channels is an average pooling with the channels as rows.
   */
  private static Known localResponseNorm(OperatorCall call) {
    TensorType x = Windows.image(call);
    int size = call.positive("size");
    Value input = call.tensor("x");
    Value squares = call.add(new Binary(BinaryKind.MUL, input, input));
    int area = Math.multiplyExact(x.dim(2), x.dim(3));
    List<Integer> before = List.of(0, 0, size / 2, 0);
    List<Integer> after = List.of(0, 0, (size - 1) / 2, 0);
    Value rows = call.add(new Reshape(squares, List.of(x.dim(0), 1, x.dim(1), area)));
    Value padded = call.add(new Pad(rows, before, after, Pad.Mode.CONSTANT, 0));
    Value means =
        call.add(new AvgPool2d(padded, new PoolWindow(size, 1, Window.UNIT, false), true));
    Value local = call.add(new Reshape(means, x.dims()));
    Value alpha = call.filled(List.of(), call.real("alpha"));
    Value weighted = call.add(new Binary(BinaryKind.MUL, local, alpha));
    Value k = call.filled(List.of(), call.real("k"));
    Value base = call.add(new Binary(BinaryKind.ADD, weighted, k));
    Value beta = call.filled(List.of(), call.real("beta"));
    Value divisor = call.add(new Binary(BinaryKind.POW, base, beta));
    return call.result(new Binary(BinaryKind.DIV, input, divisor));
  }
}
