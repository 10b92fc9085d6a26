package org.cnnc.frontend.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Pooling as ONNX nodes. */
final class PoolNodes {
  private final NodeList nodes;

  PoolNodes(NodeList nodes) {
    this.nodes = nodes;
  }

  void max(MaxPool2d op, String x, String y) {
    PoolWindow pool = op.pool();
    Window window = window(pool, op.input().type(), op.resultTypes().getFirst());
    String from = x;
    if (isWidelyPadded(pool)) {
      // Runtimes refuse padding as wide as the kernel.
      List<Integer> pads = new ArrayList<>(List.of(0, 0));
      pads.addAll(List.of(window.padTop(), window.padLeft()));
      pads.addAll(List.of(0, 0));
      pads.addAll(List.of(window.padBottom(), window.padRight()));
      String lowest = nodes.scalar(y, "lowest", Float.NEGATIVE_INFINITY);
      from = nodes.step(y, "Pad", List.of(x, nodes.integers(y, "pads", pads), lowest));
      window = window.withPadding(0, 0, 0, 0);
    }
    List<AttributeProto> attributes = new ArrayList<>(Windows.attributes(window));
    attributes.add(Attribute.of("kernel_shape", List.of(pool.kernelH(), pool.kernelW())));
    attributes.add(Attribute.of("ceil_mode", pool.ceilMode() ? 1 : 0));
    nodes.add("MaxPool", y, List.of(from), attributes.toArray(AttributeProto[]::new));
  }

  /** ONNX counts through the whole tensor, so that the place in the plane is a remainder. */
  void maxIndices(MaxPoolIndices2d op, String x, String y) {
    PoolWindow pool = op.pool();
    TensorType in = op.input().type();
    if (isWidelyPadded(pool)) {
      throw new UnsupportedException(
          "ONNX has no indices of maxima where the padding is as wide as the kernel");
    }
    Window window = window(pool, in, op.resultTypes().getFirst());
    List<AttributeProto> attributes = new ArrayList<>(Windows.attributes(window));
    attributes.add(Attribute.of("kernel_shape", List.of(pool.kernelH(), pool.kernelW())));
    attributes.add(Attribute.of("ceil_mode", pool.ceilMode() ? 1 : 0));
    String places = nodes.fresh(y, "MaxPool");
    nodes.addSecond("MaxPool", places, List.of(x), attributes.toArray(AttributeProto[]::new));
    String plane = nodes.integers(y, "plane", List.of(in.dim(2) * in.dim(3)));
    nodes.add("Mod", y, List.of(places, plane));
  }

  void average(AvgPool2d op, String x, String y) {
    PoolWindow pool = op.pool();
    Window window = window(pool, op.input().type(), op.resultTypes().getFirst());
    if (window.dilationH() != 1 || window.dilationW() != 1 || isWidelyPadded(pool)) {
      averageByConvolution(op, x, y);
      return;
    }
    nodes.add(
        "AveragePool",
        y,
        List.of(x),
        Attribute.of("kernel_shape", List.of(pool.kernelH(), pool.kernelW())),
        Attribute.of("strides", List.of(window.strideH(), window.strideW())),
        Attribute.of("pads", Windows.pads(window)),
        Attribute.of("ceil_mode", pool.ceilMode() ? 1 : 0),
        Attribute.of("count_include_pad", op.countIncludePad() ? 1 : 0));
  }

  /**
   * The window of a pool, without padding that nothing reads in ceil mode: runtimes do not agree on
   * a last window that would begin in it.
   */
  private static Window window(PoolWindow pool, TensorType in, TensorType out) {
    Window w = pool.window();
    if (!pool.ceilMode()) {
      return w;
    }
    return w.withPadding(
        w.padTop(),
        w.padLeft(),
        Math.clamp((long) pool.reachH(out) - in.dim(2) - w.padTop(), 0, w.padBottom()),
        Math.clamp((long) pool.reachW(out) - in.dim(3) - w.padLeft(), 0, w.padRight()));
  }

  /**
   * The sum of each window as a depthwise convolution with ones, divided by how many elements
   * count; ONNX has dilated average pooling from opset 19 on.
   */
  private void averageByConvolution(AvgPool2d op, String x, String y) {
    PoolWindow pool = op.pool();
    TensorType in = op.input().type();
    int channels = in.dim(1);
    TensorType weight = TensorType.f32(channels, 1, pool.kernelH(), pool.kernelW());
    String ones = nodes.constant(y + "/ones", Tensor.filled(weight, 1));
    Window covering = pool.paddedToCover(in).window();
    List<AttributeProto> attributes = new ArrayList<>(Windows.attributes(covering));
    attributes.add(Attribute.of("group", channels));
    String sum = nodes.step(y, "Conv", List.of(x, ones), attributes.toArray(AttributeProto[]::new));
    String count = nodes.constant(y + "/count", divisor(op));
    nodes.add("Div", y, List.of(sum, count));
  }

  /** How many elements of each window count: {@code [1, 1, H, W]}. */
  static Tensor divisor(AvgPool2d op) {
    TensorType out = op.resultTypes().getFirst();
    int[] rows = counts(op, out.dim(2), true);
    int[] columns = counts(op, out.dim(3), false);
    return Tensor.generate(
        TensorType.f32(1, 1, rows.length, columns.length),
        i -> (double) rows[(int) i / columns.length] * columns[(int) i % columns.length]);
  }

  /** How many rows, or columns, of each window count. */
  private static int[] counts(AvgPool2d op, int outputs, boolean rows) {
    Window w = op.pool().window();
    int size = op.input().type().dim(rows ? 2 : 3);
    int kernel = rows ? op.pool().kernelH() : op.pool().kernelW();
    int stride = rows ? w.strideH() : w.strideW();
    int dilation = rows ? w.dilationH() : w.dilationW();
    int before = rows ? w.padTop() : w.padLeft();
    int after = rows ? w.padBottom() : w.padRight();
    int low = op.countIncludePad() ? -before : 0;
    int high = op.countIncludePad() ? size + after : size;
    int[] counts = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      for (int k = 0; k < kernel; k++) {
        int at = o * stride - before + k * dilation;
        counts[o] += at >= low && at < high ? 1 : 0;
      }
    }
    return counts;
  }

  private static boolean isWidelyPadded(PoolWindow pool) {
    Window w = pool.window();
    return Math.max(w.padTop(), w.padBottom()) >= pool.kernelH()
        || Math.max(w.padLeft(), w.padRight()) >= pool.kernelW();
  }
}
