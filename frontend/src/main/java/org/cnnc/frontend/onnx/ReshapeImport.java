package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Ops that give the same elements another shape, or repeat them along dimensions of 1. */
final class ReshapeImport {
  private final NodeInput node;

  ReshapeImport(NodeInput node) {
    this.node = node;
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
        dims.add(NodeInput.dim(dim));
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

  Value expand() {
    List<Integer> x = node.type(0).dims();
    List<Integer> dims = new ArrayList<>(NodeInput.dims(node.integers(1)));
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
}
