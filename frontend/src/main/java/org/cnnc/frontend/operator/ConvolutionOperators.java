package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.frontend.operator.Windows.Sides;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.Parameter.Role;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** The layers with weights: convolutions and linear. */
final class ConvolutionOperators {
  private static final Formal X = Formal.required("x");
  private static final Formal OUT =
      Formal.required("out", "out_channels", "out_features", "filters", "units", "channels");
  private static final Formal KERNEL =
      Formal.required("kernel", "kernel_size", "kernel_shape", "k");
  private static final Formal STRIDE = Formal.of("stride", 1, "strides");
  private static final Formal PADDING = Formal.of("padding", 0, "pad", "pads");
  private static final Formal DILATION = Formal.of("dilation", 1, "dilations", "dilation_rate");
  private static final Formal GROUPS = Formal.of("groups", 1, "group");
  private static final Formal BIAS = Formal.of("bias", true, "use_bias");
  private static final Formal WEIGHT = Formal.optional("weight", "weights");
  private static final Formal OUTPUT_PADDING = Formal.of("output_padding", 0);

  private static final List<Formal> CONVOLUTION =
      List.of(X, OUT, KERNEL, STRIDE, PADDING, DILATION, GROUPS, BIAS, WEIGHT);
  private static final List<Formal> TRANSPOSED =
      List.of(X, OUT, KERNEL, STRIDE, PADDING, OUTPUT_PADDING, GROUPS, BIAS, DILATION, WEIGHT);

  static final List<Operator> ALL =
      List.of(
          new Operator("conv2d", CONVOLUTION, ConvolutionOperators::conv2d),
          new Operator("conv1d", CONVOLUTION, ConvolutionOperators::conv1d),
          new Operator("conv_transpose2d", TRANSPOSED, ConvolutionOperators::convTranspose2d),
          new Operator("conv_transpose1d", TRANSPOSED, ConvolutionOperators::convTranspose1d),
          new Operator("linear", List.of(X, OUT, BIAS, WEIGHT), ConvolutionOperators::linear),
          new Operator(
              "matmul",
              List.of(X, Formal.required("y", "other")),
              call -> call.result(new MatMul(call.tensor("x"), call.tensor("y")))));

  private ConvolutionOperators() {}

  private static Known conv2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    Pair kernel = call.positivePair("kernel");
    Window window =
        Windows.window(call, x, kernel, call.positivePair("stride"), call.positivePair("dilation"));
    return call.result(
        convolution(
            call, call.tensor("x"), window, List.of(kernel.height(), kernel.width()), kernel));
  }

  private static Conv2d convolution(
      OperatorCall call, Value x, Window window, List<Integer> kernelDims, Pair kernel) {
    int in = x.type().dim(1);
    int out = call.positive("out");
    int groups = groups(call, in, out);
    Value weight = weight(call, List.of(out, in / groups), kernelDims, kernel);
    return new Conv2d(x, weight, call.bias("bias", out), window, groups);
  }

  /** A weight of two dimensions and the kernel's; a sequence's as that of an image of height 1. */
  private static Value weight(
      OperatorCall call, List<Integer> channels, List<Integer> kernelDims, Pair kernel) {
    List<Integer> dims = new ArrayList<>(channels);
    dims.addAll(kernelDims);
    Value weight = call.weight("weight", "weight", dims, Role.WEIGHT);
    return kernelDims.size() == 2
        ? weight
        : call.add(
            new Reshape(
                weight,
                List.of(channels.get(0), channels.get(1), kernel.height(), kernel.width())));
  }

  private static int groups(OperatorCall call, int in, int out) {
    int groups = call.positive("groups");
    if (in % groups != 0 || out % groups != 0) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "groups",
          "%d groups must divide the %d input channels and the %d output channels"
              .formatted(groups, in, out));
    }
    return groups;
  }

  /** A convolution of images of height 1; the weight keeps PyTorch's three dimensions. */
  private static Known conv1d(OperatorCall call) {
    Value image = Sequences.asImage(call, call.tensor("x"));
    int kernel = call.positive("kernel");
    Window window =
        Windows.window1d(
            call, image.type(), kernel, call.positive("stride"), call.positive("dilation"));
    Conv2d conv = convolution(call, image, window, List.of(kernel), new Pair(1, kernel));
    return Sequences.asSequence(call, call.add(conv));
  }

  private static Known convTranspose2d(OperatorCall call) {
    Windows.image(call);
    Pair kernel = call.positivePair("kernel");
    Window unpadded = Windows.unpadded(call.positivePair("stride"), call.positivePair("dilation"));
    return call.result(
        transposed(
            call,
            call.tensor("x"),
            List.of(kernel.height(), kernel.width()),
            kernel,
            transposedWindow(call, unpadded, kernel, Windows::sides),
            call.pair("output_padding")));
  }

  private static Known convTranspose1d(OperatorCall call) {
    Value image = Sequences.asImage(call, call.tensor("x"));
    int kernel = call.positive("kernel");
    Window unpadded =
        Windows.unpadded(
            new Pair(1, call.positive("stride")), new Pair(1, call.positive("dilation")));
    ConvTranspose2d conv =
        transposed(
            call,
            image,
            List.of(kernel),
            new Pair(1, kernel),
            transposedWindow(call, unpadded, new Pair(1, kernel), Windows::ends),
            new Pair(0, call.integer("output_padding")));
    return Sequences.asSequence(call, call.add(conv));
  }

  private static ConvTranspose2d transposed(
      OperatorCall call,
      Value x,
      List<Integer> kernelDims,
      Pair kernel,
      Window window,
      Pair outputPadding) {
    int in = x.type().dim(1);
    int out = call.positive("out");
    int groups = groups(call, in, out);
    Value weight = weight(call, List.of(in, out / groups), kernelDims, kernel);
    return new ConvTranspose2d(
        x,
        weight,
        call.bias("bias", out),
        window,
        outputPadding.height(),
        outputPadding.width(),
        groups);
  }

  /** Padding of a transposed convolution is what is left out of the result. */
  private static Window transposedWindow(
      OperatorCall call, Window unpadded, Pair kernel, Function<OperatorCall, Sides> sides) {
    if (!call.isString("padding")) {
      return Windows.padded(call, unpadded, sides.apply(call));
    }
    if (call.choice("padding", Windows.PADDINGS).equals("valid")) {
      return unpadded;
    }
    int h = transposedSame(call, kernel.height(), unpadded.strideH(), unpadded.dilationH());
    int w = transposedSame(call, kernel.width(), unpadded.strideW(), unpadded.dilationW());
    return unpadded.withPadding(h / 2, w / 2, h - h / 2, w - w / 2);
  }

  /** What both sides together leave out, so that an image grows by the stride exactly. */
  private static int transposedSame(OperatorCall call, int kernel, int stride, int dilation) {
    long span = (long) dilation * (kernel - 1) + 1;
    if (span < stride) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "padding",
          "a kernel that spans %d is too small to pad by `same` at a stride of %d"
              .formatted(span, stride));
    }
    return Math.toIntExact(span - stride);
  }

  private static Known linear(OperatorCall call) {
    Value x = call.tensor("x");
    TensorType type = x.type();
    if (type.rank() < 2) {
      throw call.refuse(Code.SHAPE_MISMATCH, "the input must be [N, ..., features], got " + type);
    }
    if (type.rank() == 4 && !call.has("weight")) {
      throw new OperatorException(
          Code.SHAPE_MISMATCH,
          Optional.empty(),
          "linear: the input is an image %s, not a vector of features".formatted(Words.shape(type)),
          Optional.of("put `flatten` before `linear`"));
    }
    int out = call.positive("out");
    Value weight =
        call.weight("weight", "weight", List.of(out, type.dim(type.rank() - 1)), Role.WEIGHT);
    return call.result(new Linear(x, weight, call.bias("bias", out)));
  }
}
