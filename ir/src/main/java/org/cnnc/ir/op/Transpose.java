package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Permutes the axes: axis {@code i} of the result is axis {@code permutation[i]} of the input. */
public record Transpose(Value input, List<Integer> permutation) implements Op {
  public Transpose {
    permutation = List.copyOf(permutation);
    TensorType x = input.type();
    check(
        permutation.stream()
            .sorted()
            .toList()
            .equals(IntStream.range(0, x.rank()).boxed().toList()),
        "transpose: %s is not a permutation of the axes of %s",
        permutation,
        x);
    check(!x.isBatched() || permutation.getFirst() == 0, "transpose: the batch must stay first");
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Transpose mapOperands(UnaryOperator<Value> f) {
    return new Transpose(f.apply(input), permutation);
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(
        input.type().withDims(permutation.stream().map(i -> input.type().dim(i)).toList()));
  }
}
