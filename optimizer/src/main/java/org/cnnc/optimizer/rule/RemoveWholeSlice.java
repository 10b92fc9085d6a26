package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.tensor.Value;

/** {@code slice(x) → x}, where it takes every element of its axis in order */
public record RemoveWholeSlice() implements Rule<Slice> {
  @Override
  public Class<Slice> root() {
    return Slice.class;
  }

  @Override
  public Optional<Value> apply(Slice slice, Rewriter rw) {
    int extent = slice.input().type().dim(slice.axis());
    boolean inOrder = slice.start() == 0 && (slice.step() == 1 || extent == 1);
    return inOrder && slice.size() == extent ? Optional.of(slice.input()) : Optional.empty();
  }
}
