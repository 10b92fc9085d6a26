package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Pooling: fixed windows, the whole image, and {@link AdaptivePools}. */
final class PoolingOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal KERNEL = Formal.required("kernel", "kernel_size", "pool_size", "k");

  /** Absent, the stride is the kernel's size, as in PyTorch. */
  private static final Formal STRIDE = Formal.optional("stride", "strides");

  private static final Formal PADDING = Formal.of("padding", 0, "pad", "pads");
  private static final Formal DILATION = Formal.of("dilation", 1, "dilations");
  private static final Formal CEIL_MODE = Formal.of("ceil_mode", false, "ceil");
  private static final Formal COUNT_INCLUDE_PAD = Formal.of("count_include_pad", true);

  private static final List<Formal> MAX = List.of(X, KERNEL, STRIDE, PADDING, DILATION, CEIL_MODE);
  private static final List<Formal> AVG =
      List.of(X, KERNEL, STRIDE, PADDING, CEIL_MODE, COUNT_INCLUDE_PAD, DILATION);

  private static final List<Formal> ADAPTIVE = List.of(X, Formal.required("size", "output_size"));

  static final List<Operator> ALL =
      List.of(
          new Operator("max_pool2d", MAX, PoolingOperators::maxPool2d),
          new Operator("max_pool2d_with_indices", MAX, PoolingOperators::maxPool2dWithIndices),
          new Operator("avg_pool2d", AVG, PoolingOperators::avgPool2d),
          new Operator("max_pool1d", MAX, PoolingOperators::maxPool1d),
          new Operator("avg_pool1d", AVG, PoolingOperators::avgPool1d),
          new Operator(
              "lp_pool2d",
              List.of(X, Formal.of("norm_type", 2.0, "p"), KERNEL, STRIDE, PADDING, CEIL_MODE),
              PoolingOperators::lpPool2d),
          new Operator("global_avg_pool2d", List.of(X), call -> globalPool(call, ReduceKind.MEAN)),
          new Operator("global_max_pool2d", List.of(X), call -> globalPool(call, ReduceKind.MAX)),
          new Operator("adaptive_avg_pool2d", ADAPTIVE, AdaptivePools::average),
          new Operator("adaptive_max_pool2d", ADAPTIVE, AdaptivePools::max));

  private PoolingOperators() {}

  /** The maxima, then where in their plane they are. */
  private static Known maxPool2dWithIndices(OperatorCall call) {
    PoolWindow window = window2d(call, Windows.image(call), call.positivePair("dilation"));
    Known maxima = call.result(new MaxPool2d(call.tensor("x"), window));
    Known indices = call.result(new MaxPoolIndices2d(call.tensor("x"), window));
    return new Known.Sequence(List.of(maxima, indices), false);
  }

  private static PoolWindow window2d(OperatorCall call, TensorType x, Pair dilation) {
    Pair kernel = call.positivePair("kernel");
    Pair stride = call.has("stride") ? call.positivePair("stride") : kernel;
    return pool(call, kernel, Windows.window(call, x, kernel, stride, dilation));
  }

  private static PoolWindow window1d(OperatorCall call, TensorType image, int dilation) {
    int kernel = call.positive("kernel");
    int stride = call.has("stride") ? call.positive("stride") : kernel;
    return pool(call, new Pair(1, kernel), Windows.window1d(call, image, kernel, stride, dilation));
  }

  /** Wider padding would leave a window with nothing but padding. */
  private static PoolWindow pool(OperatorCall call, Pair kernel, Window window) {
    long h = (long) window.dilationH() * (kernel.height() - 1) + 1;
    long w = (long) window.dilationW() * (kernel.width() - 1) + 1;
    if (Math.max(window.padTop(), window.padBottom()) >= h
        || Math.max(window.padLeft(), window.padRight()) >= w) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "padding",
          "`padding` must be smaller than the %dx%d that the kernel spans, got %s"
              .formatted(h, w, call.text("padding")));
    }
    return new PoolWindow(kernel.height(), kernel.width(), window, call.flag("ceil_mode"));
  }

  private static Known maxPool2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    PoolWindow window = window2d(call, x, call.positivePair("dilation"));
    return call.result(new MaxPool2d(call.tensor("x"), window));
  }

  private static Known avgPool2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    PoolWindow window = window2d(call, x, call.positivePair("dilation"));
    return call.result(new AvgPool2d(call.tensor("x"), window, call.flag("count_include_pad")));
  }

  private static Known maxPool1d(OperatorCall call) {
    Value image = Sequences.asImage(call, call.tensor("x"));
    PoolWindow window = window1d(call, image.type(), call.positive("dilation"));
    return Sequences.asSequence(call, call.add(new MaxPool2d(image, window)));
  }

  private static Known avgPool1d(OperatorCall call) {
    Value image = Sequences.asImage(call, call.tensor("x"));
    PoolWindow window = window1d(call, image.type(), call.positive("dilation"));
    return Sequences.asSequence(
        call, call.add(new AvgPool2d(image, window, call.flag("count_include_pad"))));
  }

  /**
   * {@code (sum of |x|^p over the window)^(1/p)}; the sum is a mean that counts all padding, times
   * the area.
   */
  private static Known lpPool2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    float p = call.real("norm_type");
    if (!(p > 0)) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "norm_type",
          "`norm_type` must be positive, got " + call.text("norm_type"));
    }
    Value absolute = call.add(Unary.of(UnaryKind.ABS, call.tensor("x")));
    Value powers = call.add(new Binary(BinaryKind.POW, absolute, call.filled(List.of(), p)));
    PoolWindow window = window2d(call, x, new Pair(1, 1)).paddedToCover(x);
    Value means = call.add(new AvgPool2d(powers, window, true));
    float area = (float) window.kernelH() * window.kernelW();
    Value sums = call.add(new Binary(BinaryKind.MUL, means, call.filled(List.of(), area)));
    return call.result(new Binary(BinaryKind.POW, sums, call.filled(List.of(), 1 / p)));
  }

  private static Known globalPool(OperatorCall call, ReduceKind kind) {
    Windows.image(call);
    return call.result(new Reduce(kind, call.tensor("x"), List.of(2, 3), true));
  }
}
