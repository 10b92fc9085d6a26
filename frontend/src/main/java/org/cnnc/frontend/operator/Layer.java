package org.cnnc.frontend.operator;

import java.util.List;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Value;

/**
 * The place in the model where an operator is built: it gives nodes their origin and weights their
 * names.
 */
public interface Layer {
  /** Adds a node and gives its results. */
  List<Value> add(Op op);

  /** A trained tensor of this layer, named {@code <layer>.<suffix>}. */
  Value parameter(String suffix, List<Integer> dims, Parameter.Role role);

  /** A tensor of f32 that is {@code value} everywhere. */
  Value filled(List<Integer> dims, float value);

  /** Takes its part of the elements that a model may hold as constants. */
  void reserveConstant(long elements);
}
