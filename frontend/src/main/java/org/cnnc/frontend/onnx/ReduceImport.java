package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;

/** Reductions of axes, and softmax. */
final class ReduceImport {
  /** Before this version softmax was of all dimensions from its axis on. */
  private static final long SOFTMAX_OF_ONE_AXIS = 13;

  private final NodeInput node;

  ReduceImport(NodeInput node) {
    this.node = node;
  }

  Value reduce(ReduceKind kind) {
    return reduce(kind, node.in(0));
  }

  Value sumOfSquares() {
    return reduce(ReduceKind.SUM, square());
  }

  Value sumOfMagnitudes() {
    return reduce(ReduceKind.SUM, unary(UnaryKind.ABS, node.in(0)));
  }

  Value length() {
    return unary(UnaryKind.SQRT, sumOfSquares());
  }

  Value logarithmOfSum() {
    return unary(UnaryKind.LOG, reduce(ReduceKind.SUM));
  }

  /** {@code log(sum(exp(x - max))) + max}, which does not overflow. */
  Value logarithmOfSumOfExponentials() {
    Value x = node.in(0);
    List<Integer> axes = axes();
    Value max = node.add(new Reduce(ReduceKind.MAX, x, axes, true));
    Value shifted = node.add(new Binary(BinaryKind.SUB, x, max));
    Value sum = node.add(new Reduce(ReduceKind.SUM, unary(UnaryKind.EXP, shifted), axes, true));
    Value y = node.add(new Binary(BinaryKind.ADD, unary(UnaryKind.LOG, sum), max));
    // Of one element along each axis this takes the axes away.
    return keepsDims() ? y : node.add(new Reduce(ReduceKind.SUM, y, axes, false));
  }

  private Value square() {
    return node.add(new Binary(BinaryKind.MUL, node.in(0), node.in(0)));
  }

  private Value unary(UnaryKind kind, Value x) {
    return node.add(Unary.of(kind, x));
  }

  private Value reduce(ReduceKind kind, Value x) {
    return node.add(new Reduce(kind, x, axes(), keepsDims()));
  }

  private boolean keepsDims() {
    return node.integer("keepdims", 1) != 0;
  }

  private List<Integer> axes() {
    int rank = node.type(0).rank();
    Optional<List<Long>> given = node.list("axes", 1);
    if (given.isEmpty() || given.get().isEmpty()) {
      return node.integer("noop_with_empty_axes", 0) != 0
          ? List.of()
          : IntStream.range(0, rank).boxed().toList();
    }
    return given.get().stream().map(a -> NodeInput.axis(a, rank)).sorted().distinct().toList();
  }

  /** A reduction of all spatial dimensions, kept. */
  Value global(ReduceKind kind) {
    List<Integer> axes = IntStream.range(2, node.type(0).rank()).boxed().toList();
    return node.add(new Reduce(kind, node.in(0), axes, true));
  }

  Value softmax(boolean log) {
    Value x = node.in(0);
    int rank = x.type().rank();
    if (node.opset() >= SOFTMAX_OF_ONE_AXIS) {
      return node.add(new Softmax(x, NodeInput.axis(node.integer("axis", -1), rank), log));
    }
    int axis = NodeInput.axis(node.integer("axis", 1), rank);
    List<Integer> dims = x.type().dims();
    List<Integer> flat = new ArrayList<>(dims.subList(0, axis));
    flat.add(dims.subList(axis, rank).stream().reduce(1, Math::multiplyExact));
    Value y = node.add(new Softmax(node.add(new Reshape(x, flat)), axis, log));
    return node.add(new Reshape(y, dims));
  }
}
