package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.tensor.Value;

/** {@code relu(conv2d(x)) → [conv2d(x) -> relu]}, and so for every elementwise function */
public record FuseUnary() implements Rule<Unary> {
  @Override
  public Class<Unary> root() {
    return Unary.class;
  }

  @Override
  public Optional<Value> apply(Unary unary, Rewriter rw) {
    return new Epilogue(unary.input()).append(unary, rw);
  }
}
