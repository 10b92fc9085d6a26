package org.cnnc.optimizer.rule;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code conv2d(x, v, b) + conv2d(y, w, c) → conv2d(concat(x, y), concat(v, w), b + c)}, where both
 * kernels are 1x1
 *
 * <p>The end of a residual block with a projection: the sum over the channels of both takes place
 * in registers, instead of that of one being written, and read by the other. Of an input that is
 * read with a stride, only what is read is taken: a max pool of one element.
 *
 * <p>Only where both inputs together have at most the result's channels. Then copies of them, which
 * are needed where they cannot be written side by side, move no more than is saved.
 */
public record MergePointwiseConv2ds() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary binary, Rewriter rw) {
    if (binary.kind() != BinaryKind.ADD || binary.left().equals(binary.right())) {
      return Optional.empty();
    }
    Optional<Pointwise> left = Pointwise.of(binary.left(), rw);
    Optional<Pointwise> right = Pointwise.of(binary.right(), rw);
    return left.isPresent() && right.isPresent()
        ? merged(left.get(), right.get(), rw)
        : Optional.empty();
  }

  private static Optional<Value> merged(Pointwise a, Pointwise b, Rewriter rw) {
    int outChannels = a.weight.value().type().dim(0);
    if (!a.value.type().equals(b.value.type())
        || a.inChannels() + b.inChannels() > outChannels
        || a.conv.input().equals(b.conv.input())) {
      return Optional.empty();
    }
    Value x = rw.emit(new Concat(List.of(a.read(rw), b.read(rw)), 1), a.value, b.value);
    Value weight = rw.emit(a.weightsBeside(b));
    Value bias = rw.emit(a.biasPlus(b));
    return Optional.of(rw.emit(new Conv2d(x, weight, bias, Window.UNIT, 1), a.value, b.value));
  }

  /** A 1x1 convolution with weights of its own, whose result nothing else reads. */
  private record Pointwise(Value value, Conv2d conv, Constant weight, Constant bias) {
    static Optional<Pointwise> of(Value value, Rewriter rw) {
      return rw.definition(value) instanceof Conv2d conv
              && rw.isUsedOnce(value)
              && conv.groups() == 1
              && !conv.window().hasPadding()
              && rw.definition(conv.weight()) instanceof Constant weight
              && weight.value().type().dim(2) == 1
              && weight.value().type().dim(3) == 1
              && rw.isUsedOnce(conv.weight())
              && rw.definition(conv.bias()) instanceof Constant bias
          ? Optional.of(new Pointwise(value, conv, weight, bias))
          : Optional.empty();
    }

    int inChannels() {
      return weight.value().type().dim(1);
    }

    /**
     * The elements of the input that are read. To take them is the sum's work, not this layer's.
     */
    Value read(Rewriter rw) {
      int strideH = conv.window().strideH();
      int strideW = conv.window().strideW();
      if (strideH == 1 && strideW == 1) {
        return conv.input();
      }
      Window window = new Window(strideH, strideW, 0, 0, 0, 0, 1, 1);
      return rw.emit(new MaxPool2d(conv.input(), new PoolWindow(1, 1, window, false)));
    }

    /** {@code [OC, IC + JC, 1, 1]}: for each output the weights of this one, then the other's. */
    Constant weightsBeside(Pointwise other) {
      TensorType type = weight.value().type();
      int outChannels = type.dim(0);
      int own = inChannels();
      int all = own + other.inChannels();
      Tensor both =
          Tensor.generate(
              type.withDims(List.of(outChannels, all, 1, 1)),
              i -> {
                long oc = i / all;
                long ic = i % all;
                return ic < own
                    ? weight.value().floatAt(oc * own + ic)
                    : other.weight.value().floatAt(oc * (all - own) + ic - own);
              });
      return new Constant(names(weight, other.weight), both);
    }

    Constant biasPlus(Pointwise other) {
      Tensor sum =
          Tensor.generate(
              bias.value().type(),
              oc -> (double) bias.value().floatAt(oc) + other.bias.value().floatAt(oc));
      return new Constant(names(bias, other.bias), sum);
    }

    /** {@code conv3.weight+downsample.weight}; the other's name where one has none. */
    private static String names(Constant a, Constant b) {
      return a.name().isEmpty() || b.name().isEmpty()
          ? a.name() + b.name()
          : a.name() + "+" + b.name();
    }
  }
}
