package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Op;
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

  /** The remainder of places of maxima by the size of a plane: where in the plane they are. */
  Optional<Value> placeInPlane() {
    Optional<Tensor> divisor = node.known(node.in(1));
    Optional<MaxPoolIndices2d> pool = maximaOf(node.places(0));
    if (divisor.isEmpty() || pool.isEmpty() || divisor.get().type().elements() != 1) {
      return Optional.empty();
    }
    TensorType x = pool.get().input().type();
    return divisor.get().doubleAt(0) == (double) x.dim(2) * x.dim(3)
        ? Optional.of(node.add(pool.get()))
        : Optional.empty();
  }

  /** The search that places through the whole tensor come from, as a pool's second output does. */
  private Optional<MaxPoolIndices2d> maximaOf(Value places) {
    return node.builder().definition(places).orElse(null)
                instanceof Binary(BinaryKind kind, Value inPlane, Value begins)
            && kind == BinaryKind.ADD
            && node.builder().definition(inPlane).orElse(null) instanceof MaxPoolIndices2d pool
            && node.known(begins).map(known -> areBegins(known, pool.input().type())).orElse(false)
        ? Optional.of(pool)
        : Optional.empty();
  }

  /** Whether these are where each plane of images begins in the whole. */
  private static boolean areBegins(Tensor begins, TensorType x) {
    long planes = (long) x.withBatch(1).dim(0) * x.dim(1);
    return begins.type().elements() == planes
        && LongStream.range(0, planes)
            .allMatch(i -> begins.longAt(i) == i * x.dim(2) * (long) x.dim(3));
  }

  /** Elements scattered into zeros along the last of three axes: planes of one column. */
  Value scatterElements() {
    TensorType x = node.type(0);
    TensorType updates = node.type(2);
    int axis = NodeInput.axis(node.integer("axis", 0), x.rank());
    boolean isUnpooling =
        isZero(node.in(0))
            && x.rank() == 3
            && axis == 2
            && updates.dims().subList(0, 2).equals(x.dims().subList(0, 2))
            && node.text("reduction", "none").equals("none");
    if (!isUnpooling) {
      throw new UnsupportedException(
          "it scatters into %s along axis %d, not into zeros along axis 2 of 3".formatted(x, axis));
    }
    List<Integer> columns = List.of(updates.dim(0), updates.dim(1), updates.dim(2), 1);
    Value elements = node.add(new Reshape(node.in(2), columns));
    Value places = node.add(new Reshape(fromTheBeginning(node.in(1), x.dim(2)), columns));
    Value planes = node.add(new MaxUnpool2d(elements, places, x.dim(2), 1));
    return node.add(new Reshape(planes, x.dims()));
  }

  private boolean isZero(Value value) {
    Op op = node.builder().definition(value).orElse(null);
    Optional<Tensor> repeated =
        op instanceof Expand(Value one, List<Integer> _) ? node.known(one) : node.known(value);
    return repeated
        .map(t -> LongStream.range(0, t.type().elements()).allMatch(i -> t.doubleAt(i) == 0))
        .orElse(false);
  }

  /** Negative places count from the end; those of maxima, and remainders, are not negative. */
  private Value fromTheBeginning(Value places, int extent) {
    Op op = node.builder().definition(places).orElse(null);
    Op source =
        op instanceof Reshape(Value from, List<Integer> _)
            ? node.builder().definition(from).orElse(null)
            : op;
    boolean isPositive =
        source instanceof MaxPoolIndices2d
            || (source instanceof Binary(BinaryKind kind, Value _, Value divisor)
                && kind == BinaryKind.MOD
                && node.known(divisor).map(t -> t.doubleAt(0) == extent).orElse(false));
    if (isPositive) {
      return places;
    }
    TensorType one = new TensorType(places.type().dtype(), List.of());
    Value all = node.constant(Tensor.generate(one, i -> extent));
    return node.add(new Binary(BinaryKind.MOD, places, all));
  }

  /**
   * ONNX counts places through the whole of a tensor as large as the pool's input must have been;
   * an output shape that is larger adds rows and columns of zeros.
   */
  Value maxUnpool() {
    TensorType x = node.type(0);
    if (x.rank() != 4) {
      throw new UnsupportedException("it unpools %s; images can be".formatted(x));
    }
    int[] size = unpooled(x);
    Optional<MaxPoolIndices2d> pool =
        maximaOf(node.places(1)).filter(p -> isOf(p.input().type(), size));
    if (pool.isPresent()) {
      return widened(node.add(new MaxUnpool2d(node.in(0), node.add(pool.get()), size[0], size[1])));
    }
    if (x.isBatched()) {
      throw new UnsupportedException(
          "its places count through the batch; give the batch a size with --dim");
    }
    // The element's number in the whole result, taken as one plane.
    int planes = Math.multiplyExact(x.dim(0), x.dim(1));
    List<Integer> one = List.of(1, 1, Math.multiplyExact(planes, x.dim(2)), x.dim(3));
    Value elements = node.add(new Reshape(node.in(0), one));
    Value places = node.add(new Reshape(node.in(1), one));
    int rows = Math.multiplyExact(planes, size[0]);
    Value plane = node.add(new MaxUnpool2d(elements, places, rows, size[1]));
    return widened(node.add(new Reshape(plane, List.of(x.dim(0), x.dim(1), size[0], size[1]))));
  }

  private static boolean isOf(TensorType image, int[] size) {
    return image.dim(2) == size[0] && image.dim(3) == size[1];
  }

  /** Rows and columns of zeros up to the output shape, where there is one. */
  private Value widened(Value y) {
    if (!node.has(2)) {
      return y;
    }
    TensorType type = y.type();
    List<Long> shape = node.integers(2);
    if (shape.size() != 4) {
      throw new OnnxException("its output shape is " + shape);
    }
    int below = Math.subtractExact(NodeInput.size(shape.get(2)), type.dim(2));
    int right = Math.subtractExact(NodeInput.size(shape.get(3)), type.dim(3));
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
