package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Nodes that find elements, or take them from places that are computed. */
final class SelectionImport {
  private final NodeInput node;

  SelectionImport(NodeInput node) {
    this.node = node;
  }

  private int axis(long otherwise) {
    return NodeInput.axis(node.integer("axis", otherwise), node.type(0).rank());
  }

  Value argReduce(Extremum extremum) {
    return node.add(
        new ArgReduce(
            extremum,
            node.in(0),
            axis(0),
            node.integer("keepdims", 1) != 0,
            node.integer("select_last_index", 0) != 0));
  }

  /** 1 where the first largest element along the axis is. */
  Value hardmax() {
    int axis = axis(-1);
    TensorType x = node.type(0);
    Value place = node.add(new ArgReduce(Extremum.MAX, node.in(0), axis, true, false));
    List<Integer> line = new ArrayList<>(Collections.nCopies(x.rank(), 1));
    line.set(axis, x.dim(axis));
    Value places = node.constant(Tensor.generate(new TensorType(DType.I64, line), i -> i));
    Value hit = node.add(new Binary(BinaryKind.EQUAL, place, places));
    return node.add(new Cast(hit, DType.F32));
  }

  List<Value> topK() {
    int axis = axis(-1);
    List<Long> given = node.has(1) ? node.integers(1) : List.of(node.integer("k", 0));
    if (given.size() != 1) {
      throw new OnnxException("its k is " + given);
    }
    int k = NodeInput.size(given.getFirst());
    Extremum extremum = node.integer("largest", 1) != 0 ? Extremum.MAX : Extremum.MIN;
    Value places = node.add(new TopK(extremum, node.in(0), axis, k));
    return List.of(node.add(new GatherElements(node.in(0), places, axis)), places);
  }

  Value gatherElements() {
    return node.add(new GatherElements(node.in(0), node.in(1), axis(0)));
  }

  /**
   * ONNX counts places through the whole of a tensor as large as the pool's input must have been;
   * an output shape that is larger adds rows and columns of zeros.
   */
  Value maxUnpool() {
    TensorType x = node.type(0);
    if (x.rank() != 4 || x.isBatched()) {
      throw new UnsupportedException("it unpools " + x + "; images of a known batch can be");
    }
    int[] size = unpooled(x);
    // The element's number in the whole result, taken as one plane.
    int planes = Math.multiplyExact(x.dim(0), x.dim(1));
    List<Integer> one = List.of(1, 1, Math.multiplyExact(planes, x.dim(2)), x.dim(3));
    Value elements = node.add(new Reshape(node.in(0), one));
    Value places = node.add(new Reshape(node.in(1), one));
    int rows = Math.multiplyExact(planes, size[0]);
    Value plane = node.add(new MaxUnpool2d(elements, places, rows, size[1]));
    Value y = node.add(new Reshape(plane, List.of(x.dim(0), x.dim(1), size[0], size[1])));
    if (!node.has(2)) {
      return y;
    }
    List<Long> shape = node.integers(2);
    if (shape.size() != 4) {
      throw new OnnxException("its output shape is " + shape);
    }
    int below = Math.subtractExact(NodeInput.size(shape.get(2)), size[0]);
    int right = Math.subtractExact(NodeInput.size(shape.get(3)), size[1]);
    List<Integer> after = List.of(0, 0, below, right);
    return node.add(new Pad(y, List.of(0, 0, 0, 0), after, Pad.Mode.CONSTANT, 0));
  }

  /** The size of an image whose pool has the input's size. */
  private int[] unpooled(TensorType x) {
    WindowReader reader = new WindowReader(node);
    int[] kernel = reader.pair("kernel_shape", 0);
    Window window = reader.window(kernel);
    return new int[] {
      (x.dim(2) - 1) * window.strideH() + kernel[0] - window.padTop() - window.padBottom(),
      (x.dim(3) - 1) * window.strideW() + kernel[1] - window.padLeft() - window.padRight()
    };
  }
}
