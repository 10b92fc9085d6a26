package org.cnnc.frontend.weights;

import java.nio.charset.StandardCharsets;
import java.util.function.LongToDoubleFunction;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/**
 * Weights for any architecture without a file, for timing and testing: the same for a seed, a name
 * and a shape on every machine, whatever else the model has.
 *
 * <p>Weights are nearly normal with the variance {@code 2 / fan_in} (He et al. 2015), {@code
 * fan_in} being the product of all dimensions but the first; for a transposed convolution, whose
 * weight begins with the input channels, that is the fan-out, and close enough. Variances are a
 * little above one, so that batch norms damp what residual additions double, and no more: a
 * ResNet-34's outputs stay between 1 and 100, and 50 layers in a row still depend on the image.
 */
public record RandomWeights(long seed) implements WeightSource {
  /** The increment of SplitMix64 (Steele, Lea and Flood 2014). */
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** Makes the data of a parameter. */
  public Tensor tensor(Parameter parameter) {
    long start = mix(seed) ^ hash(parameter.name());
    TensorType type = parameter.type();
    LongToDoubleFunction element =
        switch (parameter.role()) {
          case WEIGHT -> {
            double deviation = Math.sqrt(2.0 / fanIn(type));
            yield i -> normal(start, i) * deviation;
          }
          case BIAS -> i -> normal(start, i) * 0.05;
          case SCALE -> i -> 0.5 + uniform(start, i);
          case SHIFT, RUNNING_MEAN -> i -> normal(start, i) * 0.1;
          case RUNNING_VAR -> i -> 0.85 + uniform(start, i);
        };
    return Tensor.generate(type, element);
  }

  private static long fanIn(TensorType type) {
    return type.rank() == 0 ? 1 : Math.max(1, type.elements() / Math.max(1, type.dim(0)));
  }

  /** Uniform in 0 to 1. */
  private static double uniform(long start, long i) {
    return (bits(start, i) >>> 11) * 0x1p-53;
  }

  /**
   * The sum of four uniform numbers of 16 bits, with mean 0 and variance 1: near enough to a normal
   * number, and made without a logarithm, which need not be the same on every machine.
   */
  private static double normal(long start, long i) {
    long bits = bits(start, i);
    long sum =
        (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48 & 0xffff);
    return (sum - 2.0 * 0xffff) * (Math.sqrt(3) / 0x10000);
  }

  private static long bits(long start, long i) {
    return mix(start + (i + 1) * GOLDEN_GAMMA);
  }

  /** The output function of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** FNV-1a of the name. */
  private static long hash(String name) {
    long hash = FNV_BASIS;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }
}
