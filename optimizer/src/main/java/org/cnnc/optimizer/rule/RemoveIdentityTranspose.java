package org.cnnc.optimizer.rule;

import java.util.Optional;
import java.util.stream.IntStream;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.Value;

/** {@code transpose(x, [0,1,2,...]) → x} */
public record RemoveIdentityTranspose() implements Rule<Transpose> {
  @Override
  public Class<Transpose> root() {
    return Transpose.class;
  }

  @Override
  public Optional<Value> apply(Transpose transpose, Rewriter rw) {
    boolean inOrder =
        IntStream.range(0, transpose.permutation().size())
            .allMatch(i -> transpose.permutation().get(i) == i);
    return inOrder ? Optional.of(transpose.input()) : Optional.empty();
  }
}
