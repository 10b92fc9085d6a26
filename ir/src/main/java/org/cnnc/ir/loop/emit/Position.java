package org.cnnc.ir.loop.emit;

import java.util.List;
import java.util.Optional;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;

/**
 * A position in memory: that of lane 0, and how it goes on.
 *
 * @param first in elements
 * @param stride from one lane to the next, in elements; 0 where the access is scattered
 */
public record Position(Buffer buffer, Linear first, long stride, Access access) {
  /** How a position in memory depends on the lane. */
  public enum Access {
    /** Not at all. */
    UNIFORM,
    /** Neighbouring lanes are neighbours in memory. */
    CONTIGUOUS,
    /** Neighbouring lanes are a constant distance apart. */
    STRIDED,
    SCATTERED
  }

  /**
   * The position of an element.
   *
   * @param index logical
   * @param lane the vector loop around, where there is one
   */
  public static Position of(
      Buffer buffer, List<Expr> index, Simplifier simplifier, Optional<Axis> lane) {
    Linear linear = simplifier.linear(buffer.layout().position(index));
    if (lane.isEmpty() || !linear.toExpr().mentions(lane.get())) {
      return new Position(buffer, linear, 0, Access.UNIFORM);
    }
    Axis axis = lane.get();
    long stride = linear.coefficient(axis.var());
    Linear first = simplifier.linear(Lanes.atLane(linear.toExpr(), axis, 0));
    boolean isLinear =
        linear.terms().keySet().stream()
            .noneMatch(atom -> !atom.equals(axis.var()) && atom.mentions(axis));
    Access access = !isLinear ? Access.SCATTERED : stride == 1 ? Access.CONTIGUOUS : Access.STRIDED;
    return new Position(buffer, first, isLinear ? stride : 0, access);
  }
}
