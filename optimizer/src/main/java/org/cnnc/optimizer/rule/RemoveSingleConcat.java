package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.tensor.Value;

/** {@code concat(x) → x} */
public record RemoveSingleConcat() implements Rule<Concat> {
  @Override
  public Class<Concat> root() {
    return Concat.class;
  }

  @Override
  public Optional<Value> apply(Concat concat, Rewriter rw) {
    return concat.inputs().size() == 1 ? Optional.of(concat.inputs().getFirst()) : Optional.empty();
  }
}
