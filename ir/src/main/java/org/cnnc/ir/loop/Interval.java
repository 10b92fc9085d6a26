package org.cnnc.ir.loop;

/** All integers from {@code min} to {@code max}, both included; never empty. */
public record Interval(long min, long max) {
  /** Nothing is known. Far from overflow, so that sums of a few of them stay exact. */
  public static final Interval UNKNOWN = new Interval(Long.MIN_VALUE >> 8, Long.MAX_VALUE >> 8);

  public Interval {
    if (min > max) {
      throw new IllegalArgumentException("empty interval " + min + ".." + max);
    }
  }

  public static Interval of(long value) {
    return new Interval(value, value);
  }

  public Interval plus(Interval other) {
    return new Interval(min + other.min, max + other.max);
  }

  /** Every element times {@code factor}. */
  public Interval times(long factor) {
    if (factor == 0) {
      return of(0);
    }
    long limit = Long.MAX_VALUE / 2 / Math.abs(factor);
    if (min < -limit || max > limit) {
      return UNKNOWN;
    }
    return factor > 0
        ? new Interval(min * factor, max * factor)
        : new Interval(max * factor, min * factor);
  }

  /** Whether every element lies in {@code low <= x < high}. */
  public boolean isWithin(long low, long high) {
    return min >= low && max < high;
  }

  public Interval union(Interval other) {
    return new Interval(Math.min(min, other.min), Math.max(max, other.max));
  }
}
