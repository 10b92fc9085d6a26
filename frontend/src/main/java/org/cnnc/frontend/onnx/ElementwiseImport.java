package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Functions of single elements, and batch normalization. */
final class ElementwiseImport {
  private static final long NUMPY_BROADCAST = 7;

  /** From this version on the mask of a dropout is of bool. */
  private static final long MASK_OF_TRUTH = 10;

  private final NodeInput node;

  ElementwiseImport(NodeInput node) {
    this.node = node;
  }

  Value unary(UnaryKind kind, Float... parameters) {
    return node.add(new Unary(kind, node.in(0), Arrays.asList(parameters)));
  }

  Value gelu() {
    return switch (node.text("approximate", "none")) {
      case "none" -> unary(UnaryKind.GELU);
      case "tanh" -> unary(UnaryKind.GELU_TANH);
      case String other -> throw new UnsupportedException("it is approximated by " + other);
    };
  }

  /** {@code x * sigmoid(alpha * x)}. */
  Value swish() {
    float alpha = node.real("alpha", 1);
    if (alpha == 1) {
      return unary(UnaryKind.SILU);
    }
    Value gate = node.add(Unary.of(UnaryKind.SIGMOID, scaled(alpha)));
    return binary(BinaryKind.MUL, node.in(0), gate);
  }

  private Value scaled(float factor) {
    return binary(BinaryKind.MUL, node.in(0), node.filled(factor));
  }

  Value not(Value x) {
    return node.add(new Where(x, truth(false), truth(true)));
  }

  private Value truth(boolean value) {
    TensorType type = new TensorType(DType.BOOL, List.of());
    return node.constant(Tensor.generate(type, i -> value ? 1 : 0));
  }

  Value xor() {
    return node.add(new Where(node.in(0), not(node.in(1)), node.in(1)));
  }

  /** What is not a number is not equal to itself. */
  Value isNaN() {
    return not(binary(BinaryKind.EQUAL, node.in(0), node.in(0)));
  }

  Value clip() {
    float min = limit(1, "min", Float.NEGATIVE_INFINITY);
    float max = limit(2, "max", Float.POSITIVE_INFINITY);
    // What PyTorch's ReLU6 is exported as.
    return min == 0 && max == 6 ? unary(UnaryKind.RELU6) : unary(UnaryKind.CLIP, min, max);
  }

  private float limit(int input, String attribute, float otherwise) {
    if (!node.has(input)) {
      return node.real(attribute, otherwise);
    }
    Tensor limit = node.constant(input);
    if (limit.type().elements() != 1) {
      throw new OnnxException("its limit is of type " + limit.type());
    }
    return (float) limit.doubleAt(0);
  }

  Value binary(BinaryKind kind) {
    return binary(kind, node.in(0), aligned(kind, node.in(1)));
  }

  /**
   * Before opset 7 an attribute said with which axis of the left operand the right one begins; a
   * slope began with the channels.
   */
  private Value aligned(BinaryKind kind, Value right) {
    boolean slope = kind == BinaryKind.PRELU && right.type().elements() > 1;
    if (node.opset() >= NUMPY_BROADCAST || !(slope || node.attribute("axis").isPresent())) {
      return right;
    }
    int rank = node.type(0).rank();
    List<Integer> dims = new ArrayList<>(right.type().dims());
    int begin = NodeInput.axis(node.integer("axis", 1), rank);
    while (begin + dims.size() < rank) {
      dims.add(1);
    }
    return node.add(new Reshape(right, dims));
  }

  private Value binary(BinaryKind kind, Value left, Value right) {
    if (left.type().dtype() != right.type().dtype()) {
      throw new UnsupportedException("it combines %s and %s".formatted(left.type(), right.type()));
    }
    return node.add(new Binary(kind, left, right));
  }

  /** A power has its base's type, whatever the exponent's. */
  Value pow() {
    Value base = node.in(0);
    Value y = binary(BinaryKind.POW, cast(base, DType.F32), cast(node.in(1), DType.F32));
    return cast(y, base.type().dtype());
  }

  private Value cast(Value x, DType dtype) {
    return x.type().dtype() == dtype ? x : node.add(new Cast(x, dtype));
  }

  /** The remainder with the divisor's sign, or with {@code fmod} the dividend's. */
  Value mod() {
    boolean truncated = node.integer("fmod", 0) != 0;
    Optional<Value> inPlane = new SelectionImport(node).placeInPlane();
    if (inPlane.isPresent()) {
      return inPlane.get();
    }
    Value a = node.in(0);
    Value b = node.in(1);
    if (a.type().dtype() != DType.F32) {
      if (truncated) {
        Value product = binary(BinaryKind.MUL, binary(BinaryKind.DIV, a, b), b);
        return binary(BinaryKind.SUB, a, product);
      }
      return binary(BinaryKind.MOD, a, b);
    }
    Value quotient = binary(BinaryKind.DIV, a, b);
    Value whole =
        truncated
            ? binary(
                BinaryKind.MUL,
                node.add(Unary.of(UnaryKind.SIGN, quotient)),
                node.add(Unary.of(UnaryKind.FLOOR, node.add(Unary.of(UnaryKind.ABS, quotient)))))
            : node.add(Unary.of(UnaryKind.FLOOR, quotient));
    return binary(BinaryKind.SUB, a, binary(BinaryKind.MUL, whole, b));
  }

  /** {@code x < -lambd ? x + bias : x > lambd ? x - bias : 0}. */
  Value shrink() {
    Value x = node.in(0);
    float limit = node.real("lambd", 0.5f);
    Value bias = node.filled(node.real("bias", 0));
    Value below = binary(BinaryKind.LESS, x, node.filled(-limit));
    Value above = binary(BinaryKind.GREATER, x, node.filled(limit));
    Value upper = node.add(new Where(above, binary(BinaryKind.SUB, x, bias), node.filled(0)));
    return node.add(new Where(below, binary(BinaryKind.ADD, x, bias), upper));
  }

  Value thresholdedRelu() {
    Value x = node.in(0);
    Value above = binary(BinaryKind.GREATER, x, node.filled(node.real("alpha", 1)));
    return node.add(new Where(above, x, node.filled(0)));
  }

  /** An op of any number of operands, from the first on. */
  Value chain(BinaryKind kind) {
    Value y = node.in(0);
    for (int i = 1; i < node.inputs().size(); i++) {
      y = binary(kind, y, node.in(i));
    }
    return y;
  }

  Value mean() {
    Value sum = chain(BinaryKind.ADD);
    return binary(BinaryKind.DIV, sum, node.filled(node.inputs().size()));
  }

  /** The input itself and, as nothing is dropped at inference, a mask that keeps every element. */
  List<Value> dropout() {
    if (node.has(2) && node.constant(2).doubleAt(0) != 0) {
      throw new UnsupportedException("only inference is supported, it is in training mode");
    }
    Value x = node.in(0);
    Optional<Tensor> ratio = node.has(1) ? node.known(node.in(1)) : Optional.empty();
    float probability =
        ratio.map(given -> (float) given.doubleAt(0)).orElse(node.real("ratio", 0.5f));
    Value y = node.add(new Dropout(x, probability));
    if (node.proto().getOutputCount() == 1) {
      return List.of(y);
    }
    DType truth = node.opset() >= MASK_OF_TRUTH ? DType.BOOL : x.type().dtype();
    Value kept = node.constant(Tensor.generate(new TensorType(truth, List.of()), i -> 1));
    return List.of(y, node.add(new Expand(kept, x.type().dims())));
  }

  Value batchNorm() {
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      throw new UnsupportedException("only inference, by channels, is supported");
    }
    float epsilon = node.real("epsilon", 1e-5f);
    boolean isTrained = IntStream.range(1, 5).allMatch(i -> node.known(node.in(i)).isPresent());
    return isTrained
        ? node.add(
            new BatchNorm(node.in(0), node.in(1), node.in(2), node.in(3), node.in(4), epsilon))
        : computedBatchNorm(epsilon);
  }

  /** By a factor and a summand of each channel, which are not known before the model runs. */
  private Value computedBatchNorm(float epsilon) {
    Value shifted = binary(BinaryKind.ADD, node.in(4), node.filled(epsilon));
    Value deviation = node.add(Unary.of(UnaryKind.SQRT, shifted));
    Value factor = binary(BinaryKind.DIV, node.in(1), deviation);
    Value summand = binary(BinaryKind.SUB, node.in(2), binary(BinaryKind.MUL, node.in(3), factor));
    return node.add(new Affine(node.in(0), factor, summand));
  }
}
