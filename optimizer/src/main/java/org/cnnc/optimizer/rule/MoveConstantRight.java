package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.Value;

/** {@code c + x → x + c} and {@code c * x → x * c}: the spelling that other rules match */
public record MoveConstantRight() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary binary, Rewriter rw) {
    boolean commutes = binary.kind() == BinaryKind.ADD || binary.kind() == BinaryKind.MUL;
    if (commutes
        && rw.definition(binary.left()) instanceof Constant
        && !(rw.definition(binary.right()) instanceof Constant)) {
      Value constant = binary.left();
      return Optional.of(rw.emit(new Binary(binary.kind(), binary.right(), constant)));
    }
    return Optional.empty();
  }
}
