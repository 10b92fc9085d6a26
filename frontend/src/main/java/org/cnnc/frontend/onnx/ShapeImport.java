package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Ops whose values are known from shapes, and conversions between element types. */
final class ShapeImport {
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
    return node.add(
        new Expand(node.constant(value.reshaped(one)), NodeInput.dims(node.integers(0))));
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
}
