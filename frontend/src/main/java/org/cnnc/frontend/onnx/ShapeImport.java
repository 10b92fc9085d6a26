package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Ops that move elements, and those that compute shapes, which are folded away. */
final class ShapeImport {
  /** From this version on what attributes said is said by inputs. */
  private static final long SLICE_BY_INPUTS = 10;

  private static final long PAD_BY_INPUTS = 11;

  /** A tensor that is repeated more often would be a model of its own. */
  private static final int MAX_REPEATS = 64;

  private static final int MAX_RANGE = 1 << 20;

  private final NodeInput node;

  ShapeImport(NodeInput node) {
    this.node = node;
  }

  Value shape() {
    List<Integer> dims = node.type(0).dims();
    int start = bound(node.integer("start", 0), dims.size());
    int end = Math.max(start, bound(node.integer("end", dims.size()), dims.size()));
    long[] sizes =
        dims.subList(start, end).stream()
            .mapToLong(dim -> dim == TensorType.BATCH ? NodeInput.BATCH_MARK : dim)
            .toArray();
    return integers(List.of(sizes.length), sizes);
  }

  private static int bound(long index, int rank) {
    return Math.clamp(index < 0 ? index + rank : index, 0, rank);
  }

  Value size() {
    if (node.type(0).isBatched()) {
      throw new UnsupportedException("it counts the batch; give the batch a size with --dim");
    }
    return integers(List.of(), node.type(0).elements());
  }

  private Value integers(List<Integer> dims, long... values) {
    return node.constant(Tensor.ofLongs(new TensorType(DType.I64, dims), values));
  }

  Value constantOfShape() {
    Tensor value = node.tensor("value").orElse(Tensor.filled(TensorType.f32(1), 0));
    if (value.type().elements() != 1) {
      throw new OnnxException("its value is of type " + value.type());
    }
    TensorType one = new TensorType(value.type().dtype(), List.of());
    return node.add(new Expand(node.constant(value.reshaped(one)), dims(node.integers(0))));
  }

  Value cast() {
    DataType to = DataType.forNumber(NodeInput.size(node.integer("to", 0)));
    if (to == null) {
      throw new OnnxException("it has no type to cast to");
    }
    Value x = cast(ElementType.widened(to, "to"));
    return to == DataType.BFLOAT16 ? node.add(Unary.of(UnaryKind.BFLOAT16, x)) : x;
  }

  Value castLike() {
    return cast(node.type(1).dtype());
  }

  private Value cast(DType dtype) {
    Value x = node.in(0);
    if (x.type().dtype() == dtype) {
      return node.add(new Identity(x));
    }
    Optional<Tensor> constant = node.known(x);
    if (constant.isEmpty()) {
      return node.add(new Cast(x, dtype));
    }
    Tensor known = constant.get();
    return node.constant(Tensor.generate(new TensorType(dtype, x.type().dims()), known::doubleAt));
  }

  /** {@code start, start + delta, ...} up to a limit that is left out. */
  Value range() {
    Tensor start = node.constant(0);
    Tensor limit = node.constant(1);
    Tensor delta = node.constant(2);
    double step = delta.doubleAt(0);
    double count = Math.ceil((limit.doubleAt(0) - start.doubleAt(0)) / step);
    // The mark of a batch is far below or above all that is counted.
    if (step == 0 || !(Math.abs(count) <= MAX_RANGE)) {
      throw new UnsupportedException(
          "it counts from %s to %s".formatted(start.doubleAt(0), limit.doubleAt(0)));
    }
    double first = start.doubleAt(0);
    TensorType type = new TensorType(start.type().dtype(), List.of((int) Math.max(0, count)));
    return node.constant(Tensor.generate(type, i -> first + i * step));
  }

  /** One slice that is known now is a slice, as sizes are taken out of a shape. */
  Value gather() {
    Value data = node.in(0);
    int axis = NodeInput.axis(node.integer("axis", 0), data.type().rank());
    Optional<Tensor> known = node.known(node.in(1));
    if (known.isEmpty() || known.get().type().elements() != 1 || known.get().type().rank() > 1) {
      return node.add(new Gather(data, node.in(1), axis));
    }
    Tensor indices = known.get();
    int at = NodeInput.axis(indices.longAt(0), data.type().dim(axis));
    Value slice = node.add(new Slice(data, axis, at, 1, 1));
    if (indices.type().rank() == 1) {
      return slice;
    }
    List<Integer> dims = new ArrayList<>(data.type().dims());
    dims.remove(axis);
    return node.add(new Reshape(slice, dims));
  }

  Value concat() {
    List<Value> parts = IntStream.range(0, node.inputs().size()).mapToObj(node::in).toList();
    int axis = NodeInput.axis(node.integer("axis", 1), parts.getFirst().type().rank());
    return node.add(new Concat(parts, axis));
  }

  List<Value> split() {
    Value x = node.in(0);
    int axis = NodeInput.axis(node.integer("axis", 0), x.type().rank());
    int extent = x.type().dim(axis);
    int count = node.proto().getOutputCount();
    int each = Math.ceilDiv(Math.max(0, extent), count);
    List<Long> sizes =
        node.list("split", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, count)
                        .mapToObj(i -> (long) Math.clamp(extent - (long) i * each, 0, each))
                        .toList());
    if (sizes.size() != count) {
      throw new OnnxException("%d sizes for %d outputs".formatted(sizes.size(), count));
    }
    List<Value> parts = new ArrayList<>();
    int start = 0;
    for (long size : sizes) {
      parts.add(node.add(new Slice(x, axis, start, NodeInput.size(size), 1)));
      start = Math.addExact(start, NodeInput.size(size));
    }
    return parts;
  }

  Value slice() {
    boolean byInputs = node.opset() >= SLICE_BY_INPUTS;
    List<Long> starts = byInputs ? node.integers(1) : node.list("starts").orElse(List.of());
    List<Long> ends = byInputs ? node.integers(2) : node.list("ends").orElse(List.of());
    List<Long> axes =
        node.list("axes", 3)
            .orElse(IntStream.range(0, starts.size()).mapToObj(i -> (long) i).toList());
    List<Long> steps = node.has(4) ? node.integers(4) : Collections.nCopies(starts.size(), 1L);
    if (ends.size() != starts.size()
        || axes.size() != starts.size()
        || steps.size() != starts.size()) {
      throw new OnnxException("its starts, ends, axes and steps are not as many");
    }
    Value y = node.in(0);
    for (int i = 0; i < starts.size(); i++) {
      int axis = NodeInput.axis(axes.get(i), y.type().rank());
      y = slice(y, axis, starts.get(i), ends.get(i), steps.get(i));
    }
    return y;
  }

  private Value slice(Value x, int axis, long from, long to, long step) {
    int extent = x.type().dim(axis);
    if (extent == TensorType.BATCH && from == 0 && to >= Integer.MAX_VALUE && step == 1) {
      return x;
    }
    if (step == 0 || Math.abs(step) > Integer.MAX_VALUE) {
      throw new OnnxException("a step of " + step);
    }
    // ONNX clamps to the elements there are; a walk down may end before the first.
    int low = step > 0 ? 0 : -1;
    int high = step > 0 ? extent : extent - 1;
    long start = Math.clamp(from < 0 ? from + extent : from, Math.max(low, 0), high);
    long end = Math.clamp(to < 0 ? Math.max(to, Integer.MIN_VALUE) + extent : to, low, high);
    long size = step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step);
    return node.add(new Slice(x, axis, (int) start, (int) Math.max(0, size), (int) step));
  }

  Value pad() {
    Value x = node.in(0);
    int rank = x.type().rank();
    boolean byInputs = node.opset() >= PAD_BY_INPUTS;
    List<Long> pads = byInputs ? node.integers(1) : node.list("pads").orElse(List.of());
    List<Long> axes =
        node.has(3) ? node.integers(3) : IntStream.range(0, rank).mapToObj(i -> (long) i).toList();
    if (pads.size() != 2 * axes.size()) {
      throw new OnnxException("%d pads for %d axes".formatted(pads.size(), axes.size()));
    }
    Integer[] before = new Integer[rank];
    Integer[] after = new Integer[rank];
    Arrays.fill(before, 0);
    Arrays.fill(after, 0);
    for (int i = 0; i < axes.size(); i++) {
      int axis = NodeInput.axis(axes.get(i), rank);
      before[axis] = NodeInput.size(pads.get(i));
      after[axis] = NodeInput.size(pads.get(axes.size() + i));
    }
    Pad.Mode mode =
        switch (node.text("mode", "constant")) {
          case "constant" -> Pad.Mode.CONSTANT;
          case "edge" -> Pad.Mode.EDGE;
          case "reflect" -> Pad.Mode.REFLECT;
          case String other -> throw new UnsupportedException("its mode is " + other);
        };
    float value =
        byInputs && node.has(2) ? (float) node.constant(2).doubleAt(0) : node.real("value", 0);
    return node.add(new Pad(x, List.of(before), List.of(after), mode, value));
  }

  Value reshape() {
    Value x = node.in(0);
    List<Long> wanted = node.integers(1);
    boolean zeroIsZero = node.integer("allowzero", 0) != 0;
    List<Integer> dims = new ArrayList<>();
    int free = -1;
    for (int i = 0; i < wanted.size(); i++) {
      long dim = wanted.get(i);
      if (dim == -1) {
        free = i;
        dims.add(1);
      } else if (dim == 0 && !zeroIsZero && i < x.type().rank()) {
        dims.add(x.type().dim(i));
      } else {
        dims.add(dim == NodeInput.BATCH_MARK ? TensorType.BATCH : NodeInput.size(dim));
      }
    }
    if (isOneImage(x.type(), dims, free)) {
      dims.set(0, TensorType.BATCH);
    }
    if (free >= 0) {
      dims.set(free, free(x.type(), dims, free));
    }
    return node.add(new Reshape(x, dims));
  }

  /**
   * Whether a first dimension of 1 is the batch: exporters that saw one image write {@code [1,
   * -1]}. With more images than one ONNX would mix them, which no model wants that says how many.
   *
   * @param free which dimension is left open, of 1 here; negative: none
   */
  private static boolean isOneImage(TensorType x, List<Integer> dims, int free) {
    if (!x.isBatched() || dims.isEmpty() || dims.getFirst() != 1 || free == 0) {
      return false;
    }
    long others = 1;
    for (int dim : dims) {
      others *= dim;
    }
    return free > 0 ? others > 0 && x.elements() % others == 0 : others == x.elements();
  }

  /** The dimension that is -1: the batch where that is what is missing. */
  private static int free(TensorType x, List<Integer> dims, int free) {
    long others = 1;
    for (int dim : dims) {
      others *= dim == TensorType.BATCH ? 1 : dim;
    }
    boolean batchMissing = x.isBatched() && !dims.contains(TensorType.BATCH);
    if (batchMissing && free == 0 && others == x.elements()) {
      return TensorType.BATCH;
    }
    if (batchMissing || others == 0 || x.elements() % others != 0) {
      throw new UnsupportedException(
          "it reshapes %s to %s, whose %s is unknown"
              .formatted(x, TensorType.text(dims), "dimension " + free));
    }
    return Math.toIntExact(x.elements() / others);
  }

  Value flatten() {
    Value x = node.in(0);
    int rank = x.type().rank();
    long given = node.integer("axis", 1);
    int axis = given == rank ? rank : NodeInput.axis(given, rank);
    List<Integer> dims = x.type().dims();
    List<Integer> front = dims.subList(0, axis);
    if (front.size() > 1 && front.contains(TensorType.BATCH)) {
      throw new UnsupportedException("it joins the batch and another dimension");
    }
    int first = front.stream().reduce(1, Math::multiplyExact);
    int second = dims.subList(axis, rank).stream().reduce(1, Math::multiplyExact);
    return node.add(new Reshape(x, List.of(first, second)));
  }

  Value squeeze() {
    Value x = node.in(0);
    int rank = x.type().rank();
    List<Integer> axes =
        node.list("axes", 1)
            .map(given -> given.stream().map(a -> NodeInput.axis(a, rank)).toList())
            .orElseGet(
                () -> IntStream.range(0, rank).filter(i -> x.type().dim(i) == 1).boxed().toList());
    List<Integer> dims =
        IntStream.range(0, rank).filter(i -> !axes.contains(i)).mapToObj(x.type()::dim).toList();
    return node.add(new Reshape(x, dims));
  }

  Value unsqueeze() {
    Value x = node.in(0);
    List<Long> given = node.list("axes", 1).orElseThrow(() -> new OnnxException("it has no axes"));
    int rank = x.type().rank() + given.size();
    List<Integer> axes = given.stream().map(a -> NodeInput.axis(a, rank)).sorted().toList();
    List<Integer> dims = new ArrayList<>(x.type().dims());
    axes.forEach(axis -> dims.add(Math.min(axis, dims.size()), 1));
    return node.add(new Reshape(x, dims));
  }

  Value transpose() {
    int rank = node.type(0).rank();
    List<Integer> permutation =
        node.list("perm")
            .map(given -> given.stream().map(NodeInput::size).toList())
            .orElse(IntStream.range(0, rank).map(i -> rank - 1 - i).boxed().toList());
    return node.add(new Transpose(node.in(0), permutation));
  }

  Value expand() {
    List<Integer> x = node.type(0).dims();
    List<Integer> dims = new ArrayList<>(dims(node.integers(1)));
    // Either may be the longer one, and 1 leaves a dimension as it is.
    while (dims.size() < x.size()) {
      dims.addFirst(1);
    }
    for (int i = 1; i <= x.size(); i++) {
      int at = dims.size() - i;
      dims.set(at, dims.get(at) == 1 ? x.get(x.size() - i) : dims.get(at));
    }
    return node.add(new Expand(node.in(0), dims));
  }

  private static List<Integer> dims(List<Long> sizes) {
    return sizes.stream()
        .map(s -> s == NodeInput.BATCH_MARK ? TensorType.BATCH : NodeInput.size(s))
        .toList();
  }

  Value tile() {
    Value y = node.in(0);
    List<Long> repeats = node.integers(1);
    for (int axis = 0; axis < repeats.size(); axis++) {
      long times = repeats.get(axis);
      if (times < 1 || times > MAX_REPEATS) {
        throw new UnsupportedException("it repeats an axis %d times".formatted(times));
      }
      if (times > 1) {
        y = node.add(new Concat(Collections.nCopies((int) times, y), axis));
      }
    }
    return y;
  }

  /** {@code [N, b*b*C, H, W]} to {@code [N, C, H*b, W*b]}, the blocks first or last. */
  Value depthToSpace() {
    List<Integer> x = node.type(0).dims();
    int block = blockSize(x);
    int channels = x.get(1) / (block * block);
    boolean blocksFirst = node.text("mode", "DCR").equals("DCR");
    List<Integer> split =
        blocksFirst
            ? List.of(x.get(0), block, block, channels, x.get(2), x.get(3))
            : List.of(x.get(0), channels, block, block, x.get(2), x.get(3));
    List<Integer> order = blocksFirst ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3);
    Value moved = node.add(new Transpose(node.add(new Reshape(node.in(0), split)), order));
    return node.add(
        new Reshape(moved, List.of(x.get(0), channels, x.get(2) * block, x.get(3) * block)));
  }

  Value spaceToDepth() {
    List<Integer> x = node.type(0).dims();
    int block = blockSize(x);
    int rows = x.get(2) / block;
    int columns = x.get(3) / block;
    List<Integer> split = List.of(x.get(0), x.get(1), rows, block, columns, block);
    Value blocks = node.add(new Reshape(node.in(0), split));
    Value moved = node.add(new Transpose(blocks, List.of(0, 3, 5, 1, 2, 4)));
    return node.add(new Reshape(moved, List.of(x.get(0), x.get(1) * block * block, rows, columns)));
  }

  private int blockSize(List<Integer> dims) {
    long block = node.integer("blocksize", 0);
    if (dims.size() != 4 || block < 1 || block > Short.MAX_VALUE) {
      throw new OnnxException("blocks of %d in %s".formatted(block, TensorType.text(dims)));
    }
    return (int) block;
  }
}
