package org.cnnc.optimizer.rule;

import org.cnnc.ir.op.Op;
import org.cnnc.ir.tensor.Value;

/** All that a rule may see and do of the graph around its op. */
public interface Rewriter {
  /** The op that defines a value. Of two values, the one of the greater number is defined later. */
  Op definition(Value value);

  /**
   * Whether the op at hand is the only reader of a value, which is therefore not computed any more
   * once the op is replaced. The answer may be no where it should be yes, until the next sweep.
   */
  boolean isUsedOnce(Value value);

  /**
   * Adds an op in front of the one at hand and gives its result.
   *
   * @param absorbed values whose ops the new one computes too: it comes from where they came from
   */
  Value emit(Op op, Value... absorbed);
}
