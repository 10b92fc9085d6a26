package org.cnnc.compiler.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.ElementwiseOp;
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
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * The receptive field of every value of a graph. A picture's rows and columns are the last two axes
 * of the input, or the two before the last where the model begins by moving the last to the front
 * of them, as those of TensorFlow do.
 */
final class ReceptiveFields {
  /** Values that depend on no input have none. */
  private final Map<Value, Reach> reaches = new HashMap<>();

  private final Graph graph;
  private Shift picture = Shift.NONE;

  private ReceptiveFields(Graph graph) {
    this.graph = graph;
  }

  static Map<Value, ReceptiveField> of(Graph graph) {
    ReceptiveFields all = new ReceptiveFields(graph);
    Map<Value, ReceptiveField> fields = new HashMap<>();
    for (Node node : graph.nodes()) {
      Optional<Reach> reach =
          node.op() instanceof Input ? Optional.of(all.input(node.result())) : all.after(node.op());
      for (Value value : node.results()) {
        reach.ifPresent(r -> all.reaches.put(value, r));
        fields.put(value, reach.map(Reach::field).orElseGet(ReceptiveField.None::new));
      }
    }
    return fields;
  }

  /** A pixel each: the last axis has the columns, that before it the rows of an image. */
  private Reach input(Value input) {
    List<Integer> extents = extents(input.type());
    int columns = extents.size() - (isChannelsLast(input) ? 2 : 1);
    List<AxisSteps> axes = new ArrayList<>();
    for (int axis = 0; axis < extents.size(); axis++) {
      boolean isRow = extents.size() >= 4 && axis == columns - 1;
      boolean isColumn = extents.size() >= 2 && axis == columns;
      axes.add(AxisSteps.even(extents.get(axis), new Shift(isRow ? 1 : 0, isColumn ? 1 : 0)));
    }
    Reach pixel = new Reach(new Shift(1, 1), axes, false);
    Shift size = axes.stream().map(AxisSteps::length).reduce(pixel.size(), Shift::plus);
    picture = picture.max(size);
    return pixel;
  }

  /** Whether all that reads a {@code [N, H, W, C]} makes it {@code [N, C, H, W]}. */
  private boolean isChannelsLast(Value input) {
    TensorType x = input.type();
    return x.rank() == 4
        && graph.nodes().stream()
            .map(Node::op)
            .filter(op -> op.operands().contains(input))
            .allMatch(
                op ->
                    switch (op) {
                      case Transpose transpose ->
                          transpose.permutation().equals(List.of(0, 3, 1, 2));
                      case Reshape reshape ->
                          x.dim(3) == 1
                              && reshape.dims().equals(List.of(x.dim(0), 1, x.dim(1), x.dim(2)));
                      case Op _ -> false;
                    });
  }

  private static List<Integer> extents(TensorType type) {
    return type.dims().stream().map(dim -> dim == TensorType.BATCH ? 1 : dim).toList();
  }

  private Optional<Reach> after(Op op) {
    TensorType y = op.resultTypes().getFirst();
    return switch (op) {
      case Input _, Parameter _, Constant _ -> Optional.empty();
      case ElementwiseOp _, Identity _, Dropout _ -> joined(op.operands());
      case BatchNorm norm -> from(norm.input(), op);
      case Conv2d conv ->
          from(conv.input(), op)
              .map(x -> x.mixed(1, y.dim(1), picture))
              .map(x -> windowed(x, conv.weight().type(), 2, conv.window(), y));
      case LocallyConnected2d local ->
          from(local.input(), op)
              .map(x -> x.mixed(1, y.dim(1), picture))
              .map(x -> windowed(x, local.weight().type(), 4, local.window(), y));
      case ConvTranspose2d conv ->
          from(conv.input(), op).map(x -> transposed(x.mixed(1, y.dim(1), picture), conv, y));
      case MaxPool2d pool -> from(pool.input(), op).map(x -> pooled(x, pool.pool(), y));
      case AvgPool2d pool -> from(pool.input(), op).map(x -> pooled(x, pool.pool(), y));
      case MaxPoolIndices2d pool -> from(pool.input(), op).map(x -> pooled(x, pool.pool(), y));
      case MaxUnpool2d unpool ->
          from(unpool.input(), op)
              .map(x -> stretched(x, 2, unpool.height()))
              .map(x -> stretched(x, 3, unpool.width()));
      case Resample resample ->
          from(resample.input(), op)
              .map(x -> resampled(x, resample.axis(), resample.taps().type().dim(1), y));
      case Linear linear ->
          from(linear.input(), op).map(x -> x.mixed(y.rank() - 1, y.dim(y.rank() - 1), picture));
      case MatMul product -> product(product);
      case Softmax softmax ->
          from(softmax.input(), op)
              .map(x -> x.mixed(softmax.axis(), y.dim(softmax.axis()), picture));
      case TopK topk -> from(topk.input(), op).map(x -> x.mixed(topk.axis(), topk.k(), picture));
      case ArgReduce arg -> reduced(arg.input(), op, List.of(arg.axis()), arg.keepDims());
      case Reduce reduce -> reduced(reduce.input(), op, reduce.axes(), reduce.keepDims());
      case Gather gather -> from(gather.input(), op).map(x -> gathered(x, gather));
      case GatherElements gather ->
          from(gather.input(), op)
              .map(
                  x -> x.withAxis(gather.axis(), anywhere(x, gather.axis(), y.dim(gather.axis()))));
      case Slice slice ->
          from(slice.input(), op)
              .map(x -> x.window(slice.axis(), 1, Math.abs(slice.step()), slice.size()));
      case Pad pad -> from(pad.input(), op).map(x -> padded(x, y));
      case Expand expand -> from(expand.input(), op).map(x -> repeated(x, y));
      case Concat concat ->
          joined(concat.inputs()).map(x -> x.window(concat.axis(), 1, 1, y.dim(concat.axis())));
      case Reshape reshape ->
          from(reshape.input(), op).map(x -> x.withAxes(AxisSteps.reshaped(x.axes(), extents(y))));
      case Transpose transpose ->
          from(transpose.input(), op)
              .map(x -> x.withAxes(transpose.permutation().stream().map(x.axes()::get).toList()));
      case Fused fused -> fused(fused);
    };
  }

  /** The larger sizes of all operands of an op, along the axes of one of them. */
  private Optional<Reach> from(Value x, Op op) {
    return op.operands().stream().flatMap(this::reach).reduce(Reach::sized).map(along(x)::sized);
  }

  /** A value that depends on no input sees nothing of it, along all its axes. */
  private Reach along(Value value) {
    List<AxisSteps> still = extents(value.type()).stream().map(AxisSteps::still).toList();
    return reaches.getOrDefault(value, new Reach(Shift.NONE, still, false));
  }

  private Stream<Reach> reach(Value value) {
    return Stream.ofNullable(reaches.get(value));
  }

  /** Values that meet element by element. */
  private Optional<Reach> joined(List<Value> values) {
    return values.stream().flatMap(this::reach).reduce(Reach::join);
  }

  private Optional<Reach> fused(Fused fused) {
    List<Value> others = new ArrayList<>(fused.operands());
    others.removeAll(fused.anchor().operands());
    return Stream.concat(after(fused.anchor()).stream(), joined(others).stream())
        .reduce(Reach::join);
  }

  private Reach windowed(Reach x, TensorType weight, int kernelAxis, Window window, TensorType y) {
    int spanH = span(weight.dim(kernelAxis), window.dilationH());
    int spanW = span(weight.dim(kernelAxis + 1), window.dilationW());
    return window(window(x, 2, spanH, window.strideH(), y), 3, spanW, window.strideW(), y);
  }

  /** A single window over all there is, as of global pooling, sees everything at last. */
  private Reach window(Reach x, int axis, int span, int stride, TensorType y) {
    return y.dim(axis) == 1 && span >= x.axes().get(axis).extent()
        ? x.mixed(axis, 1, picture)
        : x.window(axis, span, stride, y.dim(axis));
  }

  private static Reach transposed(Reach x, ConvTranspose2d conv, TensorType y) {
    TensorType weight = conv.weight().type();
    Window window = conv.window();
    return x.transposedWindow(
            2, span(weight.dim(2), window.dilationH()), window.strideH(), y.dim(2))
        .transposedWindow(3, span(weight.dim(3), window.dilationW()), window.strideW(), y.dim(3));
  }

  private Reach pooled(Reach x, PoolWindow pool, TensorType y) {
    Window window = pool.window();
    int spanH = span(pool.kernelH(), window.dilationH());
    int spanW = span(pool.kernelW(), window.dilationW());
    return window(window(x, 2, spanH, window.strideH(), y), 3, spanW, window.strideW(), y);
  }

  private static int span(int kernel, int dilation) {
    return dilation * (kernel - 1) + 1;
  }

  /** The same picture on more elements. */
  private static Reach stretched(Reach x, int axis, int extent) {
    AxisSteps steps = x.axes().get(axis);
    return x.withAxis(axis, steps.resampled(extent, (double) steps.extent() / extent));
  }

  private static Reach resampled(Reach x, int axis, int taps, TensorType y) {
    AxisSteps steps = x.axes().get(axis);
    return stretched(x.window(axis, taps, 1, steps.extent()), axis, y.dim(axis));
  }

  private Optional<Reach> reduced(Value input, Op op, List<Integer> over, boolean keep) {
    return from(input, op)
        .map(
            x -> {
              Reach mixed = x;
              for (int axis : over) {
                mixed = mixed.mixed(axis, 1, picture);
              }
              List<AxisSteps> axes = mixed.axes();
              return keep
                  ? mixed
                  : mixed.withAxes(
                      IntStream.range(0, axes.size())
                          .filter(axis -> !over.contains(axis))
                          .mapToObj(axes::get)
                          .toList());
            });
  }

  /** Rows of the left factor by columns of the right one. */
  private Optional<Reach> product(MatMul product) {
    if (product.operands().stream().noneMatch(reaches::containsKey)) {
      return Optional.empty();
    }
    TensorType y = product.resultTypes().getFirst();
    Reach left = along(product.left());
    Reach right = along(product.right());
    return Optional.of(
        left.mixed(left.axes().size() - 1, y.dim(y.rank() - 1), picture)
            .join(right.mixed(right.axes().size() - 2, y.dim(y.rank() - 2), picture)));
  }

  private static Reach gathered(Reach x, Gather gather) {
    List<AxisSteps> axes = new ArrayList<>();
    for (int extent : gather.indices().type().dims()) {
      axes.add(anywhere(x, gather.axis(), extent));
    }
    axes.addAll(0, x.axes().subList(0, gather.axis()));
    axes.addAll(x.axes().subList(gather.axis() + 1, x.axes().size()));
    return x.withAxes(axes);
  }

  /** Neighbours that were taken from all over an axis. */
  private static AxisSteps anywhere(Reach x, int axis, int extent) {
    return AxisSteps.even(extent, x.axes().get(axis).length());
  }

  private static Reach padded(Reach x, TensorType y) {
    Reach padded = x;
    for (int axis = 0; axis < y.rank(); axis++) {
      int extent = extents(y).get(axis);
      if (extent != x.axes().get(axis).extent()) {
        padded = padded.withAxis(axis, x.axes().get(axis).resampled(extent, 1));
      }
    }
    return padded;
  }

  private static Reach repeated(Reach x, TensorType y) {
    List<AxisSteps> axes = new ArrayList<>(extents(y).stream().map(AxisSteps::still).toList());
    int added = axes.size() - x.axes().size();
    for (int axis = 0; axis < x.axes().size(); axis++) {
      axes.set(added + axis, x.axes().get(axis).join(axes.get(added + axis)));
    }
    return x.withAxes(axes);
  }
}
