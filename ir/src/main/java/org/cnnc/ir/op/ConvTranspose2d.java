package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Transposed two-dimensional convolution: the gradient of {@link Conv2d} by its input, plus a bias.
 *
 * {@snippet lang=text :
 * y[n,oc,oh,ow] = bias[oc] + sum over ic,kh,kw with oh + pt - kh*dh = ih*sh, ow + pl - kw*dw = iw*sw of
 *     x[n,ic,ih,iw] * weight[ic, oc mod (OC/G), kh, kw]
 * OH = (IH-1)*sh - pt - pb + dh*(KH-1) + 1 + outputPaddingH
 * }
 *
 * <p>The weight is {@code [IC, OC/G, KH, KW]} as in PyTorch and ONNX, the bias {@code [OC]}.
 */
public record ConvTranspose2d(
    Value input,
    Value weight,
    Value bias,
    Window window,
    int outputPaddingH,
    int outputPaddingW,
    int groups)
    implements Op {
  public ConvTranspose2d {
    TensorType x = input.type();
    TensorType w = weight.type();
    ShapeException.checkF32("conv_transpose2d", x);
    check(x.rank() == 4, "conv_transpose2d: the input must be [N,C,H,W], got %s", x);
    check(w.rank() == 4, "conv_transpose2d: the weight must be [IC,OC,KH,KW], got %s", w);
    check(groups > 0, "conv_transpose2d: groups must be positive, got %d", groups);
    check(
        x.dim(1) == w.dim(0) && x.dim(1) % groups == 0,
        "conv_transpose2d: the input has %d channels, the weight expects %d in %d groups",
        x.dim(1),
        w.dim(0),
        groups);
    check(
        bias.type().rank() == 1 && bias.type().dim(0) == w.dim(1) * groups,
        "conv_transpose2d: the bias must be [%d], got %s",
        w.dim(1) * groups,
        bias.type());
    check(
        outputPaddingH >= 0 && outputPaddingW >= 0,
        "conv_transpose2d: output_padding must not be negative");
    long oh =
        outExtent(
            x.dim(2),
            w.dim(2),
            window.strideH(),
            window.padTop(),
            window.padBottom(),
            window.dilationH(),
            outputPaddingH);
    long ow =
        outExtent(
            x.dim(3),
            w.dim(3),
            window.strideW(),
            window.padLeft(),
            window.padRight(),
            window.dilationW(),
            outputPaddingW);
    check(
        oh > 0 && ow > 0 && Math.max(oh, ow) <= Integer.MAX_VALUE,
        "conv_transpose2d: the output would be %dx%d",
        oh,
        ow);
  }

  private static long outExtent(
      int in, int kernel, int stride, int padLo, int padHi, int dilation, int outputPadding) {
    return (long) (in - 1) * stride
        - padLo
        - padHi
        + (long) dilation * (kernel - 1)
        + 1
        + outputPadding;
  }

  /** The number of output channels. */
  public int outChannels() {
    return weight.type().dim(1) * groups;
  }

  /** The same transposed convolution with another weight and bias. */
  public ConvTranspose2d withWeights(Value newWeight, Value newBias) {
    return new ConvTranspose2d(
        input, newWeight, newBias, window, outputPaddingH, outputPaddingW, groups);
  }

  @Override
  public List<Value> operands() {
    return List.of(input, weight, bias);
  }

  @Override
  public ConvTranspose2d mapOperands(UnaryOperator<Value> f) {
    return new ConvTranspose2d(
        f.apply(input),
        f.apply(weight),
        f.apply(bias),
        window,
        outputPaddingH,
        outputPaddingW,
        groups);
  }

  @Override
  public List<TensorType> resultTypes() {
    TensorType x = input.type();
    TensorType w = weight.type();
    return List.of(
        x.withDims(
            List.of(
                x.dim(0),
                outChannels(),
                (int)
                    outExtent(
                        x.dim(2),
                        w.dim(2),
                        window.strideH(),
                        window.padTop(),
                        window.padBottom(),
                        window.dilationH(),
                        outputPaddingH),
                (int)
                    outExtent(
                        x.dim(3),
                        w.dim(3),
                        window.strideW(),
                        window.padLeft(),
                        window.padRight(),
                        window.dilationW(),
                        outputPaddingW))));
  }
}
