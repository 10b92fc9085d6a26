package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A convolution whose weights differ from place to place (LeCun 1989): {@code y[n, o, h, w] =
 * bias[o, h, w] + sum over i, kh, kw of x[n, i, h*stride - pad + kh*dilation, ...] * weight[h, w,
 * o, i, kh, kw]}. The weight is {@code [H', W', O, I, KH, KW]}, the bias {@code [O, H', W']}.
 */
public record LocallyConnected2d(Value input, Value weight, Value bias, Window window)
    implements Op {
  private static final String NAME = "locally_connected2d";

  public LocallyConnected2d {
    TensorType x = input.type();
    TensorType w = weight.type();
    ShapeException.checkF32(NAME, x);
    check(x.rank() == 4, "%s: the input must be [N,C,H,W], got %s", NAME, x);
    check(w.rank() == 6 && w.dim(3) == x.dim(1), "%s: the weight %s for %s", NAME, w, x);
    int h = window.outH(NAME, x.dim(2), w.dim(4));
    int width = window.outW(NAME, x.dim(3), w.dim(5));
    check(
        w.dim(0) == h && w.dim(1) == width,
        "%s: the weight is for %dx%d places, there are %dx%d",
        NAME,
        w.dim(0),
        w.dim(1),
        h,
        width);
    check(
        bias.type().dims().equals(List.of(w.dim(2), h, width)),
        "%s: the bias must be [%d,%d,%d], got %s",
        NAME,
        w.dim(2),
        h,
        width,
        bias.type());
  }

  @Override
  public List<Value> operands() {
    return List.of(input, weight, bias);
  }

  @Override
  public LocallyConnected2d mapOperands(UnaryOperator<Value> f) {
    return new LocallyConnected2d(f.apply(input), f.apply(weight), f.apply(bias), window);
  }

  @Override
  public List<TensorType> resultTypes() {
    TensorType w = weight.type();
    return List.of(
        input.type().withDims(List.of(input.type().dim(0), w.dim(2), w.dim(0), w.dim(1))));
  }
}
