package org.cnnc.ir.tensor;

/**
 * A handle to one result of a node: {@code %3}. Equality is by number and type, so that ops, which
 * hold values, compare shallowly.
 */
public record Value(int id, TensorType type) {
  private static final int PREVIOUS_ID = -1;

  /**
   * The result of the step before, inside a {@link org.cnnc.ir.op.Fused} op's epilogue; printed
   * {@code %_}.
   */
  public static Value previous(TensorType type) {
    return new Value(PREVIOUS_ID, type);
  }

  public boolean isPrevious() {
    return id == PREVIOUS_ID;
  }

  @Override
  public String toString() {
    return isPrevious() ? "%_" : "%" + id;
  }
}
