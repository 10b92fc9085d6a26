package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Value;

/** {@code x * sigmoid(x) → silu(x)}, in either order, where nothing else reads the sigmoid */
public record MulSigmoidToSilu() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary mul, Rewriter rw) {
    if (mul.kind() != BinaryKind.MUL) {
      return Optional.empty();
    }
    return silu(mul.left(), mul.right(), rw).or(() -> silu(mul.right(), mul.left(), rw));
  }

  private static Optional<Value> silu(Value x, Value gate, Rewriter rw) {
    return rw.definition(gate) instanceof Unary sigmoid
            && sigmoid.kind() == UnaryKind.SIGMOID
            && sigmoid.input().equals(x)
            && rw.isUsedOnce(gate)
        ? Optional.of(rw.emit(Unary.of(UnaryKind.SILU, x), gate))
        : Optional.empty();
  }
}
