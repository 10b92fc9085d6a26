package org.cnnc.optimizer.rule;

import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.tensor.Value;

/** {@code pad(x) → x}, where nothing is added and nothing cropped */
public record RemoveIdentityPad() implements Rule<Pad> {
  @Override
  public Class<Pad> root() {
    return Pad.class;
  }

  @Override
  public Optional<Value> apply(Pad pad, Rewriter rw) {
    boolean nothing =
        Stream.concat(pad.before().stream(), pad.after().stream()).allMatch(n -> n == 0);
    return nothing ? Optional.of(pad.input()) : Optional.empty();
  }
}
