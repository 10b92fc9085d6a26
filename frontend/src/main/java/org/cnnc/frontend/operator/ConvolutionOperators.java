package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.OperatorCall.Pair;
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
    int out = call.positive("out");
    int groups = groups(call, x.type().dim(1), out);
    List<Integer> dims = new ArrayList<>(List.of(out, x.type().dim(1) / groups));
    dims.addAll(kernelDims);
    Value weight = call.weight("weight", "weight", dims, Role.WEIGHT);
    if (kernelDims.size() == 1) {
      weight =
          call.add(
              new Reshape(
                  weight, List.of(dims.get(0), dims.get(1), kernel.height(), kernel.width())));
    }
    return new Conv2d(x, weight, call.bias("bias", out), window, groups);
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
    Pair pair = new Pair(1, kernel);
    Window window =
        Windows.window(
            call,
            image.type(),
            pair,
            new Pair(1, call.positive("stride")),
            new Pair(1, call.positive("dilation")));
    if (!call.isString("padding")) {
      window = window.withPadding(0, call.integer("padding"), 0, call.integer("padding"));
    }
    Conv2d conv = convolution(call, image, window, List.of(kernel), pair);
    return Sequences.asSequence(call, call.add(conv));
  }

  private static Known convTranspose2d(OperatorCall call) {
    TensorType x = Windows.image(call);
    Pair kernel = call.positivePair("kernel");
    Pair stride = call.positivePair("stride");
    Pair dilation = call.positivePair("dilation");
    Pair padding = transposedPadding(call);
    Window window =
        new Window(
            stride.height(),
            stride.width(),
            padding.height(),
            padding.width(),
            padding.height(),
            padding.width(),
            dilation.height(),
            dilation.width());
    int out = call.positive("out");
    int groups = groups(call, x.dim(1), out);
    Value weight =
        call.weight(
            "weight",
            "weight",
            List.of(x.dim(1), out / groups, kernel.height(), kernel.width()),
            Role.WEIGHT);
    Pair extra = call.pair("output_padding");
    return call.result(
        new ConvTranspose2d(
            call.tensor("x"),
            weight,
            call.bias("bias", out),
            window,
            extra.height(),
            extra.width(),
            groups));
  }

  private static Pair transposedPadding(OperatorCall call) {
    if (call.isString("padding")) {
      call.choice("padding", List.of("valid"));
      return new Pair(0, 0);
    }
    return call.pair("padding");
  }

  private static Known convTranspose1d(OperatorCall call) {
    Value image = Sequences.asImage(call, call.tensor("x"));
    int in = image.type().dim(1);
    int out = call.positive("out");
    int groups = groups(call, in, out);
    int kernel = call.positive("kernel");
    int padding = transposedPadding(call).width();
    Value weight =
        call.add(
            new Reshape(
                call.weight("weight", "weight", List.of(in, out / groups, kernel), Role.WEIGHT),
                List.of(in, out / groups, 1, kernel)));
    Window window =
        new Window(
            1, call.positive("stride"), 0, padding, 0, padding, 1, call.positive("dilation"));
    return Sequences.asSequence(
        call,
        call.add(
            new ConvTranspose2d(
                image,
                weight,
                call.bias("bias", out),
                window,
                0,
                call.integer("output_padding"),
                groups)));
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
