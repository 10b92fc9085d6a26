package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.Value;

/** A local rewrite: what an op may be replaced by. A record without state. */
public interface Rule<T extends Op> {
  /** The class of the ops that this rule looks at. */
  Class<T> root();

  /**
   * A value that is equal to the op's result, of the same type; empty where the rule does not
   * apply.
   */
  Optional<Value> apply(T op, Rewriter rw);
}
