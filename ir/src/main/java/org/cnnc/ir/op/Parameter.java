package org.cnnc.ir.op;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A trained tensor that is not bound to data yet; its name is the PyTorch {@code state_dict} key.
 * Binding weights replaces it by a {@link Constant} of the same name and type.
 */
public record Parameter(String name, TensorType type, Role role) implements Op {
  /** What a parameter is for: how it is made at random, and whether it is counted. */
  public enum Role {
    /** Of a convolution or linear layer: {@code [out, in/groups, kh, kw]} or {@code [out, in]}. */
    WEIGHT(true),
    BIAS(true),
    /** The factor of a normalisation, or the slope of a PReLU. */
    SCALE(true),
    /** The summand of a normalisation. */
    SHIFT(true),
    /** A batch norm's statistics: PyTorch buffers, so not counted as parameters. */
    RUNNING_MEAN(false),
    RUNNING_VAR(false);

    private final boolean counted;

    Role(boolean counted) {
      this.counted = counted;
    }

    /** Whether a model's number of parameters includes it, as PyTorch counts. */
    public boolean counted() {
      return counted;
    }
  }

  public Parameter {
    ShapeException.check(!type.isBatched(), "parameter `%s` must not depend on the batch", name);
  }

  @Override
  public List<Value> operands() {
    return List.of();
  }

  @Override
  public Parameter mapOperands(UnaryOperator<Value> f) {
    return this;
  }

  @Override
  public List<TensorType> resultTypes() {
    return List.of(type);
  }
}
