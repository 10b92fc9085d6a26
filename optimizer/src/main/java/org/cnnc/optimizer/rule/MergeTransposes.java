package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.Value;

/**
 * {@code transpose(transpose(x, p), q) → transpose(x, p[q])}
 *
 * <p>Also where the inner one is read elsewhere: the outer one costs no more from {@code x}.
 */
public record MergeTransposes() implements Rule<Transpose> {
  @Override
  public Class<Transpose> root() {
    return Transpose.class;
  }

  @Override
  public Optional<Value> apply(Transpose outer, Rewriter rw) {
    if (rw.definition(outer.input()) instanceof Transpose inner) {
      var permutation = outer.permutation().stream().map(inner.permutation()::get).toList();
      return Optional.of(rw.emit(new Transpose(inner.input(), permutation), outer.input()));
    }
    return Optional.empty();
  }
}
