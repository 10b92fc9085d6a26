package org.cnnc.optimizer.rule;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.tensor.Tensor;

/**
 * The factors and summands {@code [C]} of an affine that are known, and what they make of the
 * weights of a layer in front of it.
 */
record ConstantAffine(Constant scale, Constant shift) {
  static Optional<ConstantAffine> of(Affine affine, Rewriter rw) {
    if (rw.definition(affine.scale()) instanceof Constant scale
        && rw.definition(affine.shift()) instanceof Constant shift) {
      return Optional.of(new ConstantAffine(scale, shift));
    }
    return Optional.empty();
  }

  /** Whether every factor is one, so that only summands are left. */
  boolean onlyShifts() {
    return isAll(scale.value(), 1);
  }

  boolean isIdentity() {
    return onlyShifts() && isAll(shift.value(), 0);
  }

  /**
   * A weight whose rows are multiplied by their channels' factors.
   *
   * @param rows into how many rows the weight's leading dimensions are cut
   * @param channel the channel of each row
   */
  Constant timesRows(Constant weight, int rows, IntUnaryOperator channel) {
    float[] scaled = weight.value().toFloatArray();
    int length = rows == 0 ? 0 : scaled.length / rows;
    for (int row = 0; row < rows; row++) {
      double factor = scale.value().floatAt(channel.applyAsInt(row));
      for (int i = row * length; i < (row + 1) * length; i++) {
        scaled[i] = (float) (scaled[i] * factor);
      }
    }
    return new Constant(derived(weight), Tensor.ofFloats(weight.value().type(), scaled));
  }

  /** What becomes of numbers {@code [C]} when this affine is applied to them: a bias, say. */
  Constant appliedTo(Constant perChannel) {
    Tensor before = perChannel.value();
    Tensor after =
        Tensor.generate(
            before.type(),
            c -> (double) before.floatAt(c) * scale.value().floatAt(c) + shift.value().floatAt(c));
    return new Constant(derived(perChannel), after);
  }

  /** Factors {@code [C]} multiplied by this affine's. */
  Constant times(Constant perChannel) {
    return timesRows(perChannel, perChannel.value().type().dim(0), c -> c);
  }

  /** {@code conv1.weight*bn1}; the other's name where one has none. */
  private String derived(Constant base) {
    String by = layer(scale.name().isEmpty() ? shift.name() : scale.name());
    return by.isEmpty() || base.name().isEmpty() ? base.name() + by : base.name() + "*" + by;
  }

  /** The name of the layer that a parameter belongs to: {@code bn1} of {@code bn1.weight}. */
  static String layer(String parameter) {
    int dot = parameter.lastIndexOf('.');
    return dot < 0 ? parameter : parameter.substring(0, dot);
  }

  private static boolean isAll(Tensor tensor, float value) {
    for (long i = 0; i < tensor.type().elements(); i++) {
      if (tensor.floatAt(i) != value) {
        return false;
      }
    }
    return true;
  }
}
