package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Ops that choose elements by their places, as ONNX nodes. */
final class SelectionNodes {
  private final NodeList nodes;

  SelectionNodes(NodeList nodes) {
    this.nodes = nodes;
  }

  void topK(TopK op, String x, String y) {
    nodes.addSecond(
        "TopK",
        y,
        List.of(x, nodes.integers(y, "k", List.of(op.k()))),
        Attribute.of("axis", op.axis()),
        Attribute.of("largest", op.extremum() == Extremum.MAX ? 1 : 0),
        Attribute.of("sorted", 1));
  }

  /** The elements scattered into planes of zeros, which are as many as the input's. */
  void unpool(MaxUnpool2d op, String x, String indices, String y) {
    TensorType in = op.input().type();
    int count = op.height() * op.width();
    List<Integer> flat = List.of(in.dim(0), in.dim(1), in.dim(2) * in.dim(3));
    String elements = reshape(x, flat, y);
    String places = reshape(indices, flat, y);
    String shape =
        nodes.step(y, "Shape", List.of(elements), Attribute.of("start", 0), Attribute.of("end", 2));
    String planes =
        nodes.step(
            y,
            "Concat",
            List.of(shape, nodes.integers(y, "count", List.of(count))),
            Attribute.of("axis", 0));
    String zeros = nodes.step(y, "ConstantOfShape", List.of(planes));
    String filled =
        nodes.step(y, "ScatterElements", List.of(zeros, places, elements), Attribute.of("axis", 2));
    List<Integer> dims = List.of(in.dim(0), in.dim(1), op.height(), op.width());
    nodes.add("Reshape", y, List.of(filled, nodes.integers(y, "shape", dims)));
  }

  /** The taps gathered, weighted and summed. */
  void resample(Resample op, Function<Value, String> in, String y) {
    TensorType x = op.input().type();
    int axis = op.axis();
    String taps = in.apply(op.taps());
    String gathered =
        nodes.step(y, "Gather", List.of(in.apply(op.input()), taps), Attribute.of("axis", axis));
    List<Integer> factor = new ArrayList<>(op.weights().type().dims());
    factor.addAll(Collections.nCopies(x.rank() - 1 - axis, 1));
    String weights = reshape(in.apply(op.weights()), factor, y);
    String products = nodes.step(y, "Mul", List.of(gathered, weights));
    nodes.add(
        "ReduceSum",
        y,
        List.of(products, nodes.integers(y, "axes", List.of(axis + 1))),
        Attribute.of("keepdims", 0));
  }

  private String reshape(String x, List<Integer> dims, String y) {
    return nodes.step(y, "Reshape", List.of(x, nodes.integers(y, "shape", dims)));
  }
}
