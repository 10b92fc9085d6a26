package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Words;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;

/**
 * Reads stride, padding and dilation of the operators that move a kernel over an image, or over a
 * sequence, which is an image of height 1.
 */
final class Windows {
  /** The words for padding that follows from the sizes. */
  static final List<String> PADDINGS = List.of("same", "valid");

  private Windows() {}

  /** What is added around an image, in elements. */
  record Sides(int top, int left, int bottom, int right) {}

  /** The type of an NCHW input. */
  static TensorType image(OperatorCall call) {
    TensorType x = call.tensor("x").type();
    if (x.rank() != 4) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "the input must be [N, C, H, W], got " + Words.shape(x),
          x.rank() == 3 ? sibling(call, "2d", "1d", "a sequence") : Optional.empty());
    }
    return x;
  }

  /** The operator of the same name for another number of dimensions, if there is one. */
  static Optional<String> sibling(OperatorCall call, String from, String to, String what) {
    String name = call.operator().replace(from, to);
    return OperatorTable.find(name)
        .filter(_ -> !name.equals(call.operator()))
        .map(_ -> "the input is %s: for those there is `%s`".formatted(what, name));
  }

  /**
   * The argument `padding` as sides of an image: one number for all, (height, width), or PyTorch's
   * (left, right, top, bottom).
   */
  static Sides sides(OperatorCall call) {
    List<Integer> sides = call.integers("padding");
    return switch (sides.size()) {
      case 1 -> new Sides(sides.get(0), sides.get(0), sides.get(0), sides.get(0));
      case 2 -> new Sides(sides.get(0), sides.get(1), sides.get(0), sides.get(1));
      case 4 -> new Sides(sides.get(2), sides.get(0), sides.get(3), sides.get(1));
      default ->
          throw call.refuse(
              Code.INVALID_ARGUMENT,
              "padding",
              "`padding` is a number, (height, width) or (left, right, top, bottom)");
    };
  }

  /** The argument `padding` as both ends of a sequence: one number, or (left, right). */
  static Sides ends(OperatorCall call) {
    List<Integer> ends = call.integers("padding");
    return switch (ends.size()) {
      case 1, 2 -> new Sides(0, ends.getFirst(), 0, ends.getLast());
      default ->
          throw call.refuse(
              Code.INVALID_ARGUMENT, "padding", "`padding` is a number or (left, right)");
    };
  }

  /** The window of a convolution or pooling on {@code x}; `same` pads as ONNX's SAME_UPPER. */
  static Window window(OperatorCall call, TensorType x, Pair kernel, Pair stride, Pair dilation) {
    Window unpadded = unpadded(stride, dilation);
    return call.isString("padding")
        ? named(call, x, kernel, unpadded)
        : padded(call, unpadded, sides(call));
  }

  /** As {@link #window}, of a kernel that moves along a sequence. */
  static Window window1d(
      OperatorCall call, TensorType image, int kernel, int stride, int dilation) {
    Window unpadded = unpadded(new Pair(1, stride), new Pair(1, dilation));
    return call.isString("padding")
        ? named(call, image, new Pair(1, kernel), unpadded)
        : padded(call, unpadded, ends(call));
  }

  /** Without padding. */
  static Window unpadded(Pair stride, Pair dilation) {
    return new Window(
        stride.height(), stride.width(), 0, 0, 0, 0, dilation.height(), dilation.width());
  }

  /** A window with the padding that was given in numbers. */
  static Window padded(OperatorCall call, Window window, Sides sides) {
    if (Math.min(Math.min(sides.top(), sides.bottom()), Math.min(sides.left(), sides.right()))
        < 0) {
      throw call.refuse(
          Code.INVALID_ARGUMENT,
          "padding",
          "`padding` must not be negative, got " + call.text("padding"));
    }
    return window.withPadding(sides.top(), sides.left(), sides.bottom(), sides.right());
  }

  private static Window named(OperatorCall call, TensorType x, Pair kernel, Window unpadded) {
    if (call.choice("padding", PADDINGS).equals("valid")) {
      return unpadded;
    }
    int h = samePadding(x.dim(2), kernel.height(), unpadded.strideH(), unpadded.dilationH());
    int w = samePadding(x.dim(3), kernel.width(), unpadded.strideW(), unpadded.dilationW());
    return unpadded.withPadding(h / 2, w / 2, h - h / 2, w - w / 2);
  }

  /** The padding on both sides together that gives ceil(size / stride) outputs. */
  private static int samePadding(int size, int kernel, int stride, int dilation) {
    long outputs = ((long) size + stride - 1) / stride;
    long needed = (outputs - 1) * stride + (long) dilation * (kernel - 1) + 1 - size;
    return Math.clamp(needed, 0, Integer.MAX_VALUE);
  }
}
