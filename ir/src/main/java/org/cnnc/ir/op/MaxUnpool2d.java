package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Planes of {@code height x width} zeros in which each element of an NCHW input stands where its
 * index says (Zeiler and Fergus 2014): {@code y[n, c, i div width, i mod width] = x[n, c, h, w]}
 * for {@code i = indices[n, c, h, w]}. Where several elements have one index, the last remains; an
 * index outside of the plane drops its element.
 */
public record MaxUnpool2d(Value input, Value indices, int height, int width) implements Op {
  public MaxUnpool2d {
    TensorType x = input.type();
    ShapeException.checkF32("max_unpool2d", x);
    ShapeException.checkIndices("max_unpool2d", indices.type());
    check(x.rank() == 4, "max_unpool2d: the input must be [N,C,H,W], got %s", x);
    check(
        indices.type().dims().equals(x.dims()),
        "max_unpool2d: the indices are %s for the input %s",
        indices.type(),
        x);
    check(height > 0 && width > 0, "max_unpool2d: a result of %dx%d", height, width);
  }

  @Override
  public List<Value> operands() {
    return List.of(input, indices);
  }

  @Override
  public MaxUnpool2d mapOperands(UnaryOperator<Value> f) {
    return new MaxUnpool2d(f.apply(input), f.apply(indices), height, width);
  }

  @Override
  public List<TensorType> resultTypes() {
    TensorType x = input.type();
    return List.of(x.withDims(List.of(x.dim(0), x.dim(1), height, width)));
  }
}
