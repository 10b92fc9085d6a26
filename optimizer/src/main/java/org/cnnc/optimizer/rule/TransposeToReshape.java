package org.cnnc.optimizer.rule;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.tensor.Value;

/** {@code transpose(x) → reshape(x)}, where only axes of extent 1 move past others */
public record TransposeToReshape() implements Rule<Transpose> {
  @Override
  public Class<Transpose> root() {
    return Transpose.class;
  }

  @Override
  public Optional<Value> apply(Transpose transpose, Rewriter rw) {
    Value x = transpose.input();
    List<Integer> moved =
        transpose.permutation().stream().filter(axis -> x.type().dim(axis) != 1).toList();
    if (moved.equals(moved.stream().sorted().toList())) {
      List<Integer> dims = transpose.resultTypes().getFirst().dims();
      return Optional.of(rw.emit(new Reshape(x, dims)));
    }
    return Optional.empty();
  }
}
