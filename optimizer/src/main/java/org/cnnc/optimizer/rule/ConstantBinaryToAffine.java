package org.cnnc.optimizer.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * {@code x * c → affine(x, c, 0)}, {@code x + c → affine(x, 1, c)}, {@code x - c → affine(x, 1,
 * -c)}, where {@code c} is one number or one for each channel
 *
 * <p>An affine can fold into a convolution. All three are exact: the factor or the summand is one
 * or zero.
 */
public record ConstantBinaryToAffine() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary binary, Rewriter rw) {
    Value x = binary.left();
    if (x.type().rank() >= 2
        && x.type().dtype() == DType.F32
        && rw.definition(binary.right()) instanceof Constant c
        && isPerChannel(c.value().type(), x.type())
        && (binary.kind() == BinaryKind.MUL
            || binary.kind() == BinaryKind.ADD
            || binary.kind() == BinaryKind.SUB)) {
      boolean isFactor = binary.kind() == BinaryKind.MUL;
      int sign = binary.kind() == BinaryKind.SUB ? -1 : 1;
      int channels = x.type().dim(1);
      long stride = c.value().type().elements() == 1 ? 0 : 1;
      Value operand = perChannel(c.name(), channels, i -> sign * c.value().floatAt(i * stride), rw);
      Value neutral = perChannel("", channels, i -> isFactor ? 0 : 1, rw);
      return Optional.of(
          rw.emit(isFactor ? new Affine(x, operand, neutral) : new Affine(x, neutral, operand)));
    }
    return Optional.empty();
  }

  /** Whether {@code c}, aligned at the end, varies along {@code x}'s dimension 1 alone. */
  private static boolean isPerChannel(TensorType c, TensorType x) {
    int channelAxis = c.rank() - (x.rank() - 1);
    for (int i = 0; i < c.rank(); i++) {
      boolean fits = c.dim(i) == 1 || (i == channelAxis && c.dim(i) == x.dim(1));
      if (!fits) {
        return false;
      }
    }
    return c.rank() <= x.rank();
  }

  private static Value perChannel(
      String name, int channels, LongToDoubleFunction element, Rewriter rw) {
    TensorType type = new TensorType(DType.F32, List.of(channels));
    return rw.emit(new Constant(name, Tensor.generate(type, element)));
  }
}
