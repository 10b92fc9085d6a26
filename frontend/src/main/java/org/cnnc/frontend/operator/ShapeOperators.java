package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Operators that move elements and compute none. */
final class ShapeOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal AXIS = Formal.of("axis", 1, "dim");
  private static final Formal SHAPE = Formal.required("shape", "size", "dims");

  static final List<Operator> ALL =
      List.of(
          new Operator("concat", List.of(Formal.variadic("tensors"), AXIS), ShapeOperators::concat),
          new Operator(
              "split",
              List.of(X, Formal.required("sizes", "split_size", "size"), AXIS),
              ShapeOperators::split),
          new Operator(
              "slice",
              List.of(
                  X,
                  Formal.required("axis", "dim"),
                  Formal.required("start", "begin"),
                  Formal.optional("end", "stop"),
                  Formal.of("step", 1)),
              ShapeOperators::slice),
          new Operator(
              "pad",
              List.of(
                  X,
                  Formal.required("padding", "pad", "pads"),
                  Formal.of("mode", "constant"),
                  Formal.of("value", 0.0)),
              ShapeOperators::pad),
          new Operator("reshape", List.of(X, SHAPE), ShapeOperators::reshape),
          new Operator(
              "flatten",
              List.of(
                  X, Formal.of("start", 1, "start_dim", "axis"), Formal.of("end", -1, "end_dim")),
              ShapeOperators::flatten),
          new Operator(
              "transpose",
              List.of(X, Formal.required("permutation", "perm", "dims", "axes")),
              call -> call.result(new Transpose(call.tensor("x"), call.integers("permutation")))),
          new Operator(
              "squeeze",
              List.of(X, Formal.required("axes", "axis", "dim")),
              ShapeOperators::squeeze),
          new Operator(
              "unsqueeze",
              List.of(X, Formal.required("axis", "axes", "dim")),
              ShapeOperators::unsqueeze),
          new Operator("expand", List.of(X, SHAPE), ShapeOperators::expand),
          new Operator(
              "depth_to_space",
              List.of(
                  X, Formal.required("block", "blocksize", "block_size"), Formal.of("mode", "DCR")),
              ShapeOperators::depthToSpace),
          new Operator(
              "space_to_depth",
              List.of(X, Formal.required("block", "blocksize", "block_size")),
              ShapeOperators::spaceToDepth),
          new Operator(
              "channel_shuffle",
              List.of(X, Formal.required("groups")),
              ShapeOperators::channelShuffle));

  private ShapeOperators() {}

  private static Known concat(OperatorCall call) {
    List<Value> tensors = call.tensors("tensors");
    if (tensors.isEmpty()) {
      throw call.refuse(Code.MISSING_ARGUMENT, "needs at least one tensor");
    }
    return call.result(new Concat(tensors, call.axis("axis", tensors.getFirst().type())));
  }

  /** Pieces of the given sizes; one number is the size of each, the last may be smaller. */
  private static Known split(OperatorCall call) {
    Value x = call.tensor("x");
    int axis = call.axis("axis", x.type());
    int extent = x.type().dim(axis);
    List<Integer> sizes = new ArrayList<>(call.integers("sizes"));
    if (sizes.size() == 1) {
      int size = call.positive("sizes");
      sizes.clear();
      for (int start = 0; start < extent; start += size) {
        sizes.add(Math.min(size, extent - start));
      }
    }
    if (sizes.stream().anyMatch(s -> s < 0) || sizes.stream().mapToLong(s -> s).sum() != extent) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "sizes",
          "the sizes %s do not add up to the %d elements of axis %d"
              .formatted(sizes, extent, axis));
    }
    List<Known> pieces = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      pieces.add(call.result(new Slice(x, axis, start, size, 1)));
      start += size;
    }
    return new Known.Sequence(pieces, false);
  }

  /**
   * Python's slicing: negative places count from the end, and places outside are moved inside. A
   * negative step walks down; without an end it reaches the first element.
   */
  private static Known slice(OperatorCall call) {
    Value x = call.tensor("x");
    int axis = call.axis("axis", x.type());
    int extent = x.type().dim(axis);
    int step = call.integer("step");
    if (step == 0) {
      throw call.refuse(Code.INVALID_ARGUMENT, "step", "`step` must not be 0");
    }
    int start = place(call.integer("start"), extent, step < 0);
    int last = step < 0 ? -1 : extent;
    int end = call.has("end") ? place(call.integer("end"), extent, step < 0) : last;
    int size = Math.max(0, Math.ceilDiv(end - start, step));
    boolean wantsNone = call.has("end") && call.integer("start") == call.integer("end");
    if (size == 0 && !wantsNone) {
      throw call.refuse(
          Code.SHAPE_MISMATCH, "elements %d to %d of %d are none".formatted(start, end, extent));
    }
    return call.result(new Slice(x, axis, start, size, step));
  }

  /** An element's number; one before the first is met by walking down. */
  private static int place(int index, int extent, boolean down) {
    long place = index < 0 ? index + (long) extent : index;
    return (int) Math.clamp(place, down ? -1L : 0L, Math.max(0, down ? extent - 1 : extent));
  }

  /**
   * Pads an image, a sequence, or any tensor by PyTorch's pairs from the last dimension back; a
   * negative padding crops.
   */
  private static Known pad(OperatorCall call) {
    List<Integer> given = call.integers("padding");
    int rank = call.tensor("x").type().rank();
    boolean pair = given.size() == 2 && rank == 4;
    boolean inPairs = given.size() % 2 == 0 && given.size() <= 2 * rank && !pair;
    if (inPairs && !given.isEmpty() && call.tensor("x").type().elements() > 0) {
      return padInPairs(call, rank);
    }
    boolean sequence = rank == 3;
    TensorType x = sequence ? call.tensor("x").type() : Windows.image(call);
    Windows.Sides sides = sequence ? Windows.ends(call) : Windows.sides(call);
    if (x.elements() == 0) {
      throw call.refuse(Code.SHAPE_MISMATCH, "the input has no elements");
    }
    return call.result(
        new Pad(
            call.tensor("x"),
            sequence ? List.of(0, 0, sides.left()) : List.of(0, 0, sides.top(), sides.left()),
            sequence ? List.of(0, 0, sides.right()) : List.of(0, 0, sides.bottom(), sides.right()),
            call.choice("mode", Pad.Mode.class),
            call.real("value")));
  }

  private static Known padInPairs(OperatorCall call, int rank) {
    List<Integer> pairs = call.integers("padding");
    List<Integer> before = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> after = new ArrayList<>(before);
    for (int i = 0; i < pairs.size(); i += 2) {
      before.set(rank - 1 - i / 2, pairs.get(i));
      after.set(rank - 1 - i / 2, pairs.get(i + 1));
    }
    return call.result(
        new Pad(
            call.tensor("x"),
            before,
            after,
            call.choice("mode", Pad.Mode.class),
            call.real("value")));
  }

  /** One dimension may be -1: what is left. */
  private static Known reshape(OperatorCall call) {
    Value x = call.tensor("x");
    List<Integer> dims = new ArrayList<>(call.dims("shape", x.type().isBatched()));
    long known = 1;
    int unknown = -1;
    for (int i = 0; i < dims.size(); i++) {
      boolean batch = i == 0 && x.type().isBatched() && dims.get(i) == TensorType.BATCH;
      if (dims.get(i) < 0 && !batch) {
        if (unknown >= 0 || dims.get(i) != -1) {
          throw call.refuse(
              Code.INVALID_ARGUMENT, "shape", "only one dimension may be -1, the others are sizes");
        }
        unknown = i;
      } else if (!batch) {
        known = Math.min(known * dims.get(i), TensorType.MAX_ELEMENTS);
      }
    }
    if (unknown >= 0) {
      if (known == 0 || x.type().elements() % known != 0) {
        throw call.refuse(
            Code.SHAPE_MISMATCH,
            "shape",
            "the %d elements of %s do not divide by %d"
                .formatted(x.type().elements(), Words.shape(x.type()), known));
      }
      dims.set(unknown, Math.toIntExact(x.type().elements() / known));
    }
    return call.result(new Reshape(x, dims));
  }

  private static Known flatten(OperatorCall call) {
    Value x = call.tensor("x");
    TensorType type = x.type();
    int start = call.axis("start", type);
    int end = call.axis("end", type);
    if (start > end) {
      throw call.refuse(Code.INVALID_ARGUMENT, "start", "`start` is behind `end`");
    }
    if (start == 0 && end > 0 && type.isBatched()) {
      throw call.refuse(Code.INVALID_ARGUMENT, "start", "the batch cannot be flattened");
    }
    long flat = 1;
    for (int i = start; i <= end; i++) {
      flat *= type.dim(i);
    }
    List<Integer> dims = new ArrayList<>(type.dims().subList(0, start));
    dims.add(Math.toIntExact(flat));
    dims.addAll(type.dims().subList(end + 1, type.rank()));
    return call.result(new Reshape(x, dims));
  }

  private static Known squeeze(OperatorCall call) {
    Value x = call.tensor("x");
    List<Integer> dims = new ArrayList<>(x.type().dims());
    for (int axis : call.axes("axes", x.type()).reversed()) {
      if (dims.get(axis) != 1) {
        throw call.refuse(
            Code.SHAPE_MISMATCH,
            "axes",
            "axis %d of %s is not of size 1".formatted(axis, Words.shape(x.type())));
      }
      dims.remove(axis);
    }
    return call.result(new Reshape(x, dims));
  }

  private static Known unsqueeze(OperatorCall call) {
    Value x = call.tensor("x");
    int rank = x.type().rank() + 1;
    int axis = call.integer("axis");
    int at = axis < 0 ? axis + rank : axis;
    if (at < 0 || at >= rank || (at == 0 && x.type().isBatched())) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "axis",
          "no new axis %d in %s".formatted(axis, Words.shape(x.type())));
    }
    List<Integer> dims = new ArrayList<>(x.type().dims());
    dims.add(at, 1);
    return call.result(new Reshape(x, dims));
  }

  private static Known expand(OperatorCall call) {
    Value x = call.tensor("x");
    return call.result(new Expand(x, call.dims("shape", true)));
  }

  /** ONNX's: the block's place is the slower part of the channel (DCR) or the faster (CRD). */
  private static Known depthToSpace(OperatorCall call) {
    TensorType x = Windows.image(call);
    int b = call.positive("block");
    int c = divided(call, "block", x.dim(1), (long) b * b, "channels");
    int h = x.dim(2);
    int w = x.dim(3);
    boolean blockFirst = call.choice("mode", List.of("DCR", "CRD")).equals("DCR");
    List<Integer> parts =
        blockFirst ? List.of(x.dim(0), b, b, c, h, w) : List.of(x.dim(0), c, b, b, h, w);
    List<Integer> order = blockFirst ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3);
    return shuffled(
        call,
        parts,
        order,
        List.of(x.dim(0), c, Math.multiplyExact(h, b), Math.multiplyExact(w, b)));
  }

  private static Known spaceToDepth(OperatorCall call) {
    TensorType x = Windows.image(call);
    int b = call.positive("block");
    int h = divided(call, "block", x.dim(2), b, "rows");
    int w = divided(call, "block", x.dim(3), b, "columns");
    int c = x.dim(1);
    return shuffled(
        call,
        List.of(x.dim(0), c, h, b, w, b),
        List.of(0, 3, 5, 1, 2, 4),
        List.of(x.dim(0), Math.multiplyExact(c, Math.multiplyExact(b, b)), h, w));
  }

  private static Known channelShuffle(OperatorCall call) {
    TensorType x = Windows.image(call);
    int g = call.positive("groups");
    int each = divided(call, "groups", x.dim(1), g, "channels");
    return shuffled(
        call, List.of(x.dim(0), g, each, x.dim(2), x.dim(3)), List.of(0, 2, 1, 3, 4), x.dims());
  }

  private static int divided(OperatorCall call, String name, int size, long by, String what) {
    if (size % by != 0) {
      throw call.refuse(
          Code.SHAPE_MISMATCH, name, "%d does not divide the %d %s".formatted(by, size, what));
    }
    return (int) (size / by);
  }

  private static Known shuffled(
      OperatorCall call, List<Integer> parts, List<Integer> order, List<Integer> dims) {
    Value apart = call.add(new Reshape(call.tensor("x"), parts));
    Value moved = call.add(new Transpose(apart, order));
    return call.result(new Reshape(moved, dims));
  }
}
