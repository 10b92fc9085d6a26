package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Two-dimensional convolution (cross-correlation) of an NCHW input with an OIHW weight.
 *
 * {@snippet lang=text :
 * y[n,oc,oh,ow] = bias[oc] + sum over ic,kh,kw of
 *     x[n, g*IC/G + ic, oh*sh - pt + kh*dh, ow*sw - pl + kw*dw] * weight[oc,ic,kh,kw]
 * }
 *
 * <p>where {@code g = oc / (OC/G)}. The weight is {@code [OC, IC/G, KH, KW]}, the bias {@code
 * [OC]}. Depthwise convolution is {@code groups == IC}; it has no op of its own.
 */
public record Conv2d(Value input, Value weight, Value bias, Window window, int groups)
    implements Op {
  public Conv2d {
    TensorType x = input.type();
    TensorType w = weight.type();
    ShapeException.checkF32("conv2d", x);
    check(x.rank() == 4, "conv2d: the input must be [N,C,H,W], got %s", x);
    check(w.rank() == 4, "conv2d: the weight must be [OC,IC,KH,KW], got %s", w);
    check(groups > 0, "conv2d: groups must be positive, got %d", groups);
    check(
        x.dim(1) % groups == 0 && w.dim(0) % groups == 0,
        "conv2d: %d groups must divide both the %d input and the %d output channels",
        groups,
        x.dim(1),
        w.dim(0));
    check(
        x.dim(1) == w.dim(1) * groups,
        "conv2d: the input has %d channels, the weight expects %d",
        x.dim(1),
        w.dim(1) * groups);
    check(
        bias.type().rank() == 1 && bias.type().dim(0) == w.dim(0),
        "conv2d: the bias must be [%d], got %s",
        w.dim(0),
        bias.type());
    window.outH("conv2d", x.dim(2), w.dim(2));
    window.outW("conv2d", x.dim(3), w.dim(3));
  }

  /** Whether each channel of the result is computed from one channel, and each from another. */
  public boolean isDepthwise() {
    return groups > 1 && groups == weight.type().dim(0) && weight.type().dim(1) == 1;
  }

  /** The same convolution with another weight and bias. */
  public Conv2d withWeights(Value newWeight, Value newBias) {
    return new Conv2d(input, newWeight, newBias, window, groups);
  }

  @Override
  public List<Value> operands() {
    return List.of(input, weight, bias);
  }

  @Override
  public Conv2d mapOperands(UnaryOperator<Value> f) {
    return new Conv2d(f.apply(input), f.apply(weight), f.apply(bias), window, groups);
  }

  @Override
  public List<TensorType> resultTypes() {
    TensorType x = input.type();
    TensorType w = weight.type();
    return List.of(
        x.withDims(
            List.of(
                x.dim(0),
                w.dim(0),
                window.outH("conv2d", x.dim(2), w.dim(2)),
                window.outW("conv2d", x.dim(3), w.dim(3)))));
  }
}
