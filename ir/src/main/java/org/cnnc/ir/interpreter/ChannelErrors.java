package org.cnnc.ir.interpreter;

import static org.cnnc.ir.interpreter.BoundedArray.ROUNDING;

import java.util.function.Function;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.tensor.Value;

/** The errors of {@link Affine} and {@link BatchNorm}. */
final class ChannelErrors {
  /** Roundings of a factor made of a variance, of its summand, and of their use. */
  private static final double ROUNDINGS = 8 * ROUNDING;

  private ChannelErrors() {}

  static BoundedArray affine(Affine op, Function<Value, BoundedArray> in) {
    BoundedArray scale = in.apply(op.scale());
    BoundedArray shift = in.apply(op.shift());
    return scaled(
        in.apply(op.input()),
        scale,
        BoundedArray.exact(NdArray.zeros(shift.value().type())),
        shift);
  }

  /**
   * {@code (x - mean) * k + shift} with {@code k = scale / sqrt(variance + epsilon)}; also when
   * spelt {@code x * k + (shift - mean * k)}.
   */
  static BoundedArray batchNorm(BatchNorm op, Function<Value, BoundedArray> in) {
    BoundedArray scale = in.apply(op.scale());
    BoundedArray variance = in.apply(op.variance());
    NdArray value = NdArray.zeros(scale.value().type());
    for (int c = 0; c < value.data().length; c++) {
      value.data()[c] = scale.value().at(c) * root(variance.value().at(c), op);
    }
    BoundedArray factor =
        new BoundedArray(
            value,
            factorErrors(op, scale.value(), scale.certain(), variance.value(), variance.certain()),
            factorErrors(op, scale.value(), scale.likely(), variance.value(), variance.likely()));
    return scaled(in.apply(op.input()), factor, in.apply(op.mean()), in.apply(op.shift()));
  }

  private static double root(double variance, BatchNorm op) {
    return 1 / Math.sqrt(variance + op.epsilon());
  }

  private static NdArray factorErrors(
      BatchNorm op, NdArray scale, NdArray scaleErrors, NdArray variance, NdArray varianceErrors) {
    NdArray errors = NdArray.zeros(scale.type());
    for (int c = 0; c < errors.data().length; c++) {
      // The root falls: it is off by most where the variance is least.
      double least = variance.at(c) - varianceErrors.at(c);
      double rootError = root(least, op) - root(variance.at(c), op);
      errors.data()[c] = scaleErrors.at(c) * root(least, op) + Math.abs(scale.at(c)) * rootError;
    }
    return errors;
  }

  /** {@code (x - mean) * factor + shift}. */
  private static BoundedArray scaled(
      BoundedArray x, BoundedArray factor, BoundedArray mean, BoundedArray shift) {
    NdArray value = NdArray.zeros(x.value().type());
    NdArray certain = NdArray.zeros(x.value().type());
    NdArray likely = NdArray.zeros(x.value().type());
    NdArray own = NdArray.zeros(x.value().type());
    Points.forEach(
        x.value().type().dims(),
        (index, i) -> {
          int c = index[1];
          double k = Math.abs(factor.value().at(c));
          double centred = x.value().at(i) - mean.value().at(c);
          double size = Math.abs(centred);
          value.data()[i] = centred * factor.value().at(c) + shift.value().at(c);
          double moved = x.certain().at(i) + mean.certain().at(c);
          certain.data()[i] =
              k * moved + (size + moved) * factor.certain().at(c) + shift.certain().at(c);
          moved = Math.hypot(x.likely().at(i), mean.likely().at(c));
          likely.data()[i] =
              Math.hypot(k * moved, (size + moved) * factor.likely().at(c) + shift.likely().at(c));
          double magnitude =
              k * (Math.abs(x.value().at(i)) + Math.abs(mean.value().at(c)))
                  + Math.abs(shift.value().at(c));
          own.data()[i] = ROUNDINGS * magnitude;
        });
    return new BoundedArray(value, certain, likely).rounded(own);
  }
}
