package org.cnnc.frontend.write;

import java.util.List;
import java.util.stream.Stream;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Kernels that move over images, as they are written. */
final class Windows {
  private Windows() {}

  /** The ways to write a padding; a word where the sides differ, numbers where it does not fit. */
  static Stream<Known> paddings(Window window) {
    Known sides =
        Knowns.tuple(
            List.of(window.padLeft(), window.padRight(), window.padTop(), window.padBottom()));
    boolean even = window.padTop() == window.padBottom() && window.padLeft() == window.padRight();
    return even
        ? Stream.of(Knowns.pair(window.padTop(), window.padLeft()), sides)
        : Stream.of(new Known.Str("same"), sides);
  }

  static Call convolution(Value y, String operator, Conv2d conv, int out) {
    TensorType weight = conv.weight().type();
    Window window = conv.window();
    return Call.of(y, operator)
        .with("x", conv.input())
        .with("out", out)
        .with("kernel", Knowns.pair(weight.dim(2), weight.dim(3)))
        .with("stride", Knowns.pair(window.strideH(), window.strideW()))
        .with("dilation", Knowns.pair(window.dilationH(), window.dilationW()))
        .with("groups", conv.groups());
  }

  static Call transposed(Value y, ConvTranspose2d conv) {
    TensorType weight = conv.weight().type();
    Window window = conv.window();
    return Call.of(y, "conv_transpose2d")
        .with("x", conv.input())
        .with("out", Math.multiplyExact(weight.dim(1), conv.groups()))
        .with("kernel", Knowns.pair(weight.dim(2), weight.dim(3)))
        .with("stride", Knowns.pair(window.strideH(), window.strideW()))
        .with("dilation", Knowns.pair(window.dilationH(), window.dilationW()))
        .with("output_padding", Knowns.pair(conv.outputPaddingH(), conv.outputPaddingW()))
        .with("groups", conv.groups());
  }

  static Call local(Value y, LocallyConnected2d local) {
    TensorType weight = local.weight().type();
    return Call.of(y, "locally_connected2d")
        .with("x", local.input())
        .with("out", weight.dim(2))
        .with("kernel", Knowns.pair(weight.dim(4), weight.dim(5)))
        .with("stride", Knowns.pair(local.window().strideH(), local.window().strideW()));
  }

  static Stream<Call> pool(Value y, String operator, Value x, PoolWindow pool) {
    Window window = pool.window();
    Known kernel = Knowns.pair(pool.kernelH(), pool.kernelW());
    Known stride = Knowns.pair(window.strideH(), window.strideW());
    Call call = Call.of(y, operator).with("x", x).with("kernel", kernel);
    // Without a stride it is the kernel's size.
    Call strided = stride.equals(kernel) ? call : call.with("stride", stride);
    return paddings(window)
        .map(
            padding ->
                strided
                    .with("padding", padding)
                    .with("dilation", Knowns.pair(window.dilationH(), window.dilationW()))
                    .with("ceil_mode", pool.ceilMode()));
  }
}
