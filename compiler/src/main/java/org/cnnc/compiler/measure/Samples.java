package org.cnnc.compiler.measure;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Numbers that were measured, at least one. */
public final class Samples {
  private static final double QUARTER = 0.25;
  private static final double HALF = 0.5;

  private final double[] sorted;

  private Samples(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * The numbers of a stream, in any order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Samples of(DoubleStream numbers) {
    double[] sorted = numbers.toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  public int count() {
    return sorted.length;
  }

  public double median() {
    return quantile(HALF);
  }

  /** Exceeded by three of four. */
  public double lowerQuartile() {
    return quantile(QUARTER);
  }

  /** Exceeded by one of four. */
  public double upperQuartile() {
    return quantile(1 - QUARTER);
  }

  /**
   * The number that this part of the samples does not exceed, interpolated between two samples.
   *
   * @param part from 0, the least, to 1, the largest
   */
  public double quantile(double part) {
    double position = part * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
