package org.cnnc.optimizer.rule;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.tensor.Value;

/**
 * {@code conv2d(x) + y → [conv2d(x) -> add y]}, and so for every binary
 *
 * <p>Where both operands could take it, the one that is defined later does: in a residual block
 * that is the branch's last convolution, whose other operand is then long in memory.
 */
public record FuseBinary() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary binary, Rewriter rw) {
    return Stream.of(binary.left(), binary.right())
        .sorted(Comparator.comparingInt(Value::id).reversed())
        .flatMap(operand -> new Epilogue(operand).append(binary, rw).stream())
        .findFirst();
  }
}
