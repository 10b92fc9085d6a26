package org.cnnc.compiler.summary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The receptive field of every value of a graph: height and width are the last two axes. */
final class ReceptiveFields {
  private final Map<Value, ReceptiveField> fields = new HashMap<>();

  private ReceptiveFields() {}

  static Map<Value, ReceptiveField> of(Graph graph) {
    ReceptiveFields all = new ReceptiveFields();
    for (Node node : graph.nodes()) {
      ReceptiveField field = all.after(node.op());
      node.results().forEach(value -> all.fields.put(value, field));
    }
    return all.fields;
  }

  private ReceptiveField after(Op op) {
    return switch (op) {
      case Input _ -> ReceptiveField.Local.PIXEL;
      case Parameter _, Constant _ -> new ReceptiveField.None();
      case Conv2d conv -> {
        TensorType w = conv.weight().type();
        Window window = conv.window();
        yield joined(op)
            .window(
                span(w.dim(2), window.dilationH()),
                span(w.dim(3), window.dilationW()),
                window.strideH(),
                window.strideW());
      }
      case ConvTranspose2d conv -> {
        TensorType w = conv.weight().type();
        Window window = conv.window();
        yield joined(op)
            .transposedWindow(
                span(w.dim(2), window.dilationH()),
                span(w.dim(3), window.dilationW()),
                window.strideH(),
                window.strideW());
      }
      case MaxPool2d pool -> pooled(op, pool.pool());
      case AvgPool2d pool -> pooled(op, pool.pool());
      case MaxPoolIndices2d pool -> pooled(op, pool.pool());
      case LocallyConnected2d local -> {
        TensorType w = local.weight().type();
        Window window = local.window();
        yield joined(op)
            .window(
                span(w.dim(4), window.dilationH()),
                span(w.dim(5), window.dilationW()),
                window.strideH(),
                window.strideW());
      }
      case MatMul _ -> joined(op).everything();
      case ArgReduce arg -> mixing(op, arg.input(), List.of(arg.axis()));
      case TopK topk -> mixing(op, topk.input(), List.of(topk.axis()));
      case Gather gather -> chosen(op, gather.input(), gather.axis());
      case GatherElements gather -> chosen(op, gather.input(), gather.axis());
      case Resample resample -> chosen(op, resample.input(), resample.axis());
      case MaxUnpool2d _ -> joined(op).scattered();
      case Linear _ -> joined(op).everything();
      case Softmax softmax -> mixing(op, softmax.input(), List.of(softmax.axis()));
      case Reduce reduce -> mixing(op, reduce.input(), reduce.axes());
      case Slice slice ->
          isSpatial(slice.axis(), slice.input()) && slice.step() < 0
              ? joined(op).scattered()
              : sliced(slice);
      case Reshape reshape ->
          samePlane(reshape.input().type(), reshape.resultTypes().getFirst())
              ? joined(op)
              : joined(op).scattered();
      case Transpose transpose -> keepsPlane(transpose) ? joined(op) : joined(op).scattered();
      case Fused fused -> {
        ReceptiveField field = after(fused.anchor());
        for (Value operand : fused.operands()) {
          if (!fused.anchor().operands().contains(operand)) {
            field = field.join(fields.get(operand));
          }
        }
        yield field;
      }
      case BatchNorm _,
          Affine _,
          Unary _,
          Binary _,
          Concat _,
          Pad _,
          Expand _,
          Identity _,
          Dropout _,
          Cast _,
          Where _ ->
          joined(op);
    };
  }

  private ReceptiveField joined(Op op) {
    ReceptiveField field = new ReceptiveField.None();
    for (Value operand : op.operands()) {
      field = field.join(fields.get(operand));
    }
    return field;
  }

  private ReceptiveField pooled(Op op, PoolWindow pool) {
    Window window = pool.window();
    return joined(op)
        .window(
            span(pool.kernelH(), window.dilationH()),
            span(pool.kernelW(), window.dilationW()),
            window.strideH(),
            window.strideW());
  }

  /** An op that mixes all elements along some axes: over a picture's rows or columns, all of it. */
  private ReceptiveField mixing(Op op, Value input, List<Integer> axes) {
    boolean flattened = input.type().rank() < 4 && joined(op) instanceof ReceptiveField.Scattered;
    boolean overPlane = axes.stream().anyMatch(axis -> isSpatial(axis, input));
    return flattened || overPlane ? joined(op).everything() : joined(op);
  }

  /** An op that takes elements from wherever along one axis. */
  private ReceptiveField chosen(Op op, Value input, int axis) {
    return isSpatial(axis, input) ? joined(op).scattered() : joined(op);
  }

  private ReceptiveField sliced(Slice slice) {
    int rank = slice.input().type().rank();
    int stepH =
        slice.axis() == rank - 2 && isSpatial(slice.axis(), slice.input()) ? slice.step() : 1;
    int stepW =
        slice.axis() == rank - 1 && isSpatial(slice.axis(), slice.input()) ? slice.step() : 1;
    return joined(slice).window(1, 1, stepH, stepW);
  }

  private static boolean isSpatial(int axis, Value value) {
    int rank = value.type().rank();
    return rank >= 4 && axis >= rank - 2;
  }

  private static int span(int kernel, int dilation) {
    return dilation * (kernel - 1) + 1;
  }

  private static boolean samePlane(TensorType from, TensorType to) {
    return from.rank() >= 4
        && to.rank() >= 4
        && from.dims()
            .subList(from.rank() - 2, from.rank())
            .equals(to.dims().subList(to.rank() - 2, to.rank()));
  }

  private static boolean keepsPlane(Transpose transpose) {
    List<Integer> permutation = transpose.permutation();
    int rank = permutation.size();
    return rank >= 4
        && permutation.get(rank - 2) == rank - 2
        && permutation.get(rank - 1) == rank - 1;
  }
}
