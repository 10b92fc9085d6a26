package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.Value;

/**
 * {@code reshape(reshape(x, a), b) → reshape(x, b)}
 *
 * <p>Also where the inner shape is read elsewhere: the outer one costs no more from {@code x}.
 */
public record MergeReshapes() implements Rule<Reshape> {
  @Override
  public Class<Reshape> root() {
    return Reshape.class;
  }

  @Override
  public Optional<Value> apply(Reshape outer, Rewriter rw) {
    if (rw.definition(outer.input()) instanceof Reshape inner) {
      return Optional.of(rw.emit(new Reshape(inner.input(), outer.dims()), outer.input()));
    }
    return Optional.empty();
  }
}
