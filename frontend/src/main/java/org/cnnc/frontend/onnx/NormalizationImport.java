package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Normalizations, composed of reductions and elementwise ops. */
final class NormalizationImport {
  private final NodeInput node;

  NormalizationImport(NodeInput node) {
    this.node = node;
  }

  private Value binary(BinaryKind kind, Value a, Value b) {
    return node.add(new Binary(kind, a, b));
  }

  /** Numbers without their mean, scaled to a variance of 1. */
  private record Standardized(Value y, Value mean, Value deviation) {}

  private Value standardized(Value x, List<Integer> axes, float epsilon) {
    return standardize(x, axes, epsilon).y();
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} over axes. */
  private Standardized standardize(Value x, List<Integer> axes, float epsilon) {
    Value mean = node.add(new Reduce(ReduceKind.MEAN, x, axes, true));
    Value centered = binary(BinaryKind.SUB, x, mean);
    Value squares = binary(BinaryKind.MUL, centered, centered);
    Value variance = node.add(new Reduce(ReduceKind.MEAN, squares, axes, true));
    Value shifted = binary(BinaryKind.ADD, variance, node.filled(epsilon));
    Value deviation = node.add(Unary.of(UnaryKind.SQRT, shifted));
    return new Standardized(binary(BinaryKind.DIV, centered, deviation), mean, deviation);
  }

  /** The result, the mean, and one over the deviation. */
  List<Value> layer() {
    int rank = node.type(0).rank();
    int axis = NodeInput.axis(node.integer("axis", -1), rank);
    List<Integer> axes = IntStream.range(axis, rank).boxed().toList();
    Standardized standard = standardize(node.in(0), axes, node.real("epsilon", 1e-5f));
    Value scaled = binary(BinaryKind.MUL, standard.y(), node.in(1));
    Value y = node.has(2) ? binary(BinaryKind.ADD, scaled, node.in(2)) : scaled;
    if (node.proto().getOutputCount() == 1) {
      return List.of(y);
    }
    Value inverse = node.add(Unary.of(UnaryKind.RECIPROCAL, standard.deviation()));
    return List.of(y, standard.mean(), inverse);
  }

  Value instance() {
    List<Integer> axes = IntStream.range(2, node.type(0).rank()).boxed().toList();
    Value y = standardized(node.in(0), axes, node.real("epsilon", 1e-5f));
    return node.add(new Affine(y, node.in(1), node.in(2)));
  }

  Value group() {
    TensorType x = node.type(0);
    int groups = NodeInput.size(node.integer("num_groups", 0));
    if (groups < 1 || x.rank() < 2 || x.dim(1) % groups != 0) {
      throw new OnnxException("%d groups of the channels of %s".formatted(groups, x));
    }
    long images = x.isBatched() ? 1 : x.dim(0);
    int size = Math.toIntExact(x.elements() / Math.max(1, images * groups));
    Value grouped = node.add(new Reshape(node.in(0), List.of(x.dim(0), groups, size)));
    Value y = standardized(grouped, List.of(2), node.real("epsilon", 1e-5f));
    return node.add(new Affine(node.add(new Reshape(y, x.dims())), node.in(1), node.in(2)));
  }

  /** {@code (x - mean) / (standard deviation + 1e-9)}; over images, too, unless told otherwise. */
  Value meanVariance() {
    int rank = node.type(0).rank();
    List<Integer> axes =
        node.list("axes").orElse(List.of(0L, 2L, 3L)).stream()
            .map(a -> NodeInput.axis(a, rank))
            .sorted()
            .toList();
    return standardized(node.in(0), axes, 1e-9f);
  }

  /** {@code x / |x|} along an axis; 0 where all of it is. */
  Value length() {
    Value x = node.in(0);
    int axis = NodeInput.axis(node.integer("axis", -1), x.type().rank());
    long p = node.integer("p", 2);
    Value magnitudes = p == 1 ? node.add(Unary.of(UnaryKind.ABS, x)) : binary(BinaryKind.MUL, x, x);
    Value sum = node.add(new Reduce(ReduceKind.SUM, magnitudes, List.of(axis), true));
    Value length = p == 1 ? sum : node.add(Unary.of(UnaryKind.SQRT, sum));
    Value safe = binary(BinaryKind.MAX, length, node.filled(Float.MIN_NORMAL));
    return binary(BinaryKind.DIV, x, safe);
  }

  /**
   * {@code x / (bias + alpha/size * sum of x^2 over the nearest channels)^beta}; the sum is an
   * average pool with channels as rows.
   */
  Value local() {
    Value input = node.in(0);
    TensorType x = input.type();
    int size = NodeInput.size(node.integer("size", 0));
    if (x.rank() < 2 || size < 1) {
      throw new OnnxException("it normalizes %d channels of %s".formatted(size, x));
    }
    Value squares = binary(BinaryKind.MUL, input, input);
    int area = x.dims().subList(2, x.rank()).stream().reduce(1, Math::multiplyExact);
    Value rows = node.add(new Reshape(squares, List.of(x.dim(0), 1, x.dim(1), area)));
    List<Integer> before = new ArrayList<>(Collections.nCopies(4, 0));
    List<Integer> after = new ArrayList<>(before);
    before.set(2, (size - 1) / 2);
    after.set(2, size / 2);
    Value padded = node.add(new Pad(rows, before, after, Pad.Mode.CONSTANT, 0));
    Value means =
        node.add(new AvgPool2d(padded, new PoolWindow(size, 1, Window.UNIT, false), true));
    Value local = node.add(new Reshape(means, x.dims()));
    Value weighted = binary(BinaryKind.MUL, local, node.filled(node.real("alpha", 1e-4f)));
    Value base = binary(BinaryKind.ADD, weighted, node.filled(node.real("bias", 1)));
    Value divisor = binary(BinaryKind.POW, base, node.filled(node.real("beta", 0.75f)));
    return binary(BinaryKind.DIV, input, divisor);
  }
}
