package org.cnnc.optimizer.rule;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.tensor.Value;

/** {@code x + expand(y) → x + y}, and so for every binary, where its broadcasting does the same */
public record RemoveExpandBeforeBinary() implements Rule<Binary> {
  @Override
  public Class<Binary> root() {
    return Binary.class;
  }

  @Override
  public Optional<Value> apply(Binary binary, Rewriter rw) {
    Value left = unexpanded(binary.left(), rw);
    Value right = unexpanded(binary.right(), rw);
    // One at a time: both together may be the only ones that have the shape.
    List<Binary> candidates =
        List.of(
            new Binary(binary.kind(), binary.left(), right),
            new Binary(binary.kind(), left, binary.right()));
    for (Binary shorter : candidates) {
      if (!shorter.equals(binary) && shorter.resultTypes().equals(binary.resultTypes())) {
        return Optional.of(rw.emit(shorter));
      }
    }
    return Optional.empty();
  }

  private static Value unexpanded(Value value, Rewriter rw) {
    return rw.definition(value) instanceof Expand expand ? expand.input() : value;
  }
}
