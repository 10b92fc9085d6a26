package org.cnnc.ir.op;

import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.Value;

/**
 * An op whose every element is computed of the operands' elements at the same place, broadcast. It
 * keeps no order between elements, so that it can follow another op where that stores its result.
 */
public sealed interface ElementwiseOp extends Op permits Unary, Binary, Affine, Where, Cast {
  @Override
  ElementwiseOp mapOperands(UnaryOperator<Value> f);
}
