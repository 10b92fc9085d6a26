package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Ops that move elements: cut, join, pad, select and permute them. */
final class MovementImport {
  /** From this version on what attributes said is said by inputs. */
  private static final long SLICE_BY_INPUTS = 10;

  private static final long PAD_BY_INPUTS = 11;

  /** A tensor that is repeated more often would be a model of its own. */
  private static final int MAX_REPEATS = 64;

  private final NodeInput node;

  MovementImport(NodeInput node) {
    this.node = node;
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
    return node.add(new Pad(x, List.of(before), List.of(after), mode, padValue(byInputs)));
  }

  private float padValue(boolean byInputs) {
    if (!byInputs || !node.has(2)) {
      return node.real("value", 0);
    }
    double given = node.constant(2).doubleAt(0);
    float value = (float) given;
    if (value != given && !Double.isNaN(given)) {
      throw new UnsupportedException("its value %.0f is no f32".formatted(given));
    }
    return value;
  }

  Value transpose() {
    int rank = node.type(0).rank();
    List<Integer> permutation =
        node.list("perm")
            .map(given -> given.stream().map(NodeInput::size).toList())
            .orElse(IntStream.range(0, rank).map(i -> rank - 1 - i).boxed().toList());
    return node.add(new Transpose(node.in(0), permutation));
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
