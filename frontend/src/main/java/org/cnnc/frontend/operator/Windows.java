package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;

/** Reads stride, padding and dilation of the operators that move a kernel over an image. */
final class Windows {
  private static final List<String> PADDINGS = List.of("same", "valid");

  private Windows() {}

  /** The type of an NCHW input. */
  static TensorType image(OperatorCall call) {
    TensorType x = call.tensor("x").type();
    if (x.rank() != 4) {
      throw call.refuse(
          Code.SHAPE_MISMATCH, "the input must be [N, C, H, W], got " + Words.shape(x));
    }
    return x;
  }

  /** The window of a convolution or pooling on {@code x}; `same` pads as ONNX's SAME_UPPER. */
  static Window window(OperatorCall call, TensorType x, Pair kernel, Pair stride, Pair dilation) {
    Window unpadded =
        new Window(
            stride.height(), stride.width(), 0, 0, 0, 0, dilation.height(), dilation.width());
    if (!call.isString("padding")) {
      Pair padding = call.pair("padding");
      return unpadded.withPadding(
          padding.height(), padding.width(), padding.height(), padding.width());
    }
    if (call.choice("padding", PADDINGS).equals("valid")) {
      return unpadded;
    }
    int h = samePadding(x.dim(2), kernel.height(), stride.height(), dilation.height());
    int w = samePadding(x.dim(3), kernel.width(), stride.width(), dilation.width());
    return unpadded.withPadding(h / 2, w / 2, h - h / 2, w - w / 2);
  }

  /** The padding on both sides together that gives ceil(size / stride) outputs. */
  private static int samePadding(int size, int kernel, int stride, int dilation) {
    long outputs = ((long) size + stride - 1) / stride;
    long needed = (outputs - 1) * stride + (long) dilation * (kernel - 1) + 1 - size;
    return Math.clamp(needed, 0, Integer.MAX_VALUE);
  }
}
