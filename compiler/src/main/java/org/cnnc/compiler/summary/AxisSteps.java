package org.cnnc.compiler.summary;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How one moves in the input's picture while an index runs along an axis of a tensor. The index is
 * written in digits, the outermost first, each with a step of its own: an axis of a picture has one
 * digit; that of its flattened plane two, which a later reshape can take apart again.
 */
record AxisSteps(List<Digit> digits) {
  /** A digit of the index: from 0 to {@code extent - 1}, a step each. */
  record Digit(int extent, Shift step) {}

  AxisSteps {
    digits = merged(digits);
  }

  /** An axis along which the picture stays where it is. */
  static AxisSteps still(int extent) {
    return even(extent, Shift.NONE);
  }

  /** An axis of equal steps. */
  static AxisSteps even(int extent, Shift step) {
    return new AxisSteps(List.of(new Digit(extent, step)));
  }

  /** Drops digits of one value, and makes one digit of two that count on evenly. */
  private static List<Digit> merged(List<Digit> digits) {
    List<Digit> merged = new ArrayList<>();
    for (Digit inner : digits) {
      if (inner.extent == 1) {
        continue;
      }
      if (!merged.isEmpty() && merged.getLast().step.equals(inner.step.times(inner.extent))) {
        merged.add(new Digit(merged.removeLast().extent * inner.extent, inner.step));
      } else {
        merged.add(inner);
      }
    }
    return List.copyOf(merged);
  }

  int extent() {
    return digits.stream().mapToInt(Digit::extent).reduce(1, (a, b) -> a * b);
  }

  /** From one end to the other. */
  Shift length() {
    Shift length = Shift.NONE;
    for (Digit digit : digits) {
      length = length.plus(digit.step.times(Math.max(0, digit.extent - 1)));
    }
    return length;
  }

  /** From one element to the next, on average where steps differ. */
  Shift step() {
    return digits.size() == 1
        ? digits.getFirst().step
        : length().times(1.0 / Math.max(1, extent() - 1));
  }

  /** The farthest between two of {@code count} consecutive elements. */
  Shift span(int count) {
    Shift span = Shift.NONE;
    long inner = 1;
    for (Digit digit : digits.reversed()) {
      long changes = Math.clamp(Math.ceilDiv(count - 1, inner), 0, Math.max(0, digit.extent - 1));
      span = span.plus(digit.step.times((double) changes));
      inner *= digit.extent;
    }
    return span;
  }

  /** Another number of elements, {@code stride} of the old ones apart. */
  AxisSteps resampled(int extent, double stride) {
    return extent == extent() && stride == 1 ? this : even(extent, step().times(stride));
  }

  /** The longer steps of two axes of one extent, or of which one is repeated along the other. */
  AxisSteps join(AxisSteps other) {
    if (equals(other) || other.length().equals(Shift.NONE)) {
      return extent() >= other.extent() ? this : other;
    }
    if (length().equals(Shift.NONE)) {
      return other.extent() >= extent() ? other : this;
    }
    return even(Math.max(extent(), other.extent()), step().max(other.step()));
  }

  /**
   * The axes of a reshaped tensor: all digits in row-major order, taken anew. Where they do not
   * fit, every axis is as if neighbours could be anywhere.
   */
  static List<AxisSteps> reshaped(List<AxisSteps> axes, List<Integer> extents) {
    if (extents.contains(0)) {
      return scattered(axes, extents);
    }
    Deque<Digit> rest = new ArrayDeque<>();
    axes.forEach(axis -> rest.addAll(axis.digits));
    List<AxisSteps> reshaped = new ArrayList<>();
    for (int extent : extents) {
      List<Digit> taken = new ArrayList<>();
      int missing = extent;
      while (missing > 1 && !rest.isEmpty()) {
        Digit digit = rest.removeFirst();
        if (missing % digit.extent == 0) {
          taken.add(digit);
          missing /= digit.extent;
        } else if (digit.extent % missing == 0) {
          int inner = digit.extent / missing;
          taken.add(new Digit(missing, digit.step.times(inner)));
          rest.addFirst(new Digit(inner, digit.step));
          missing = 1;
        } else {
          return scattered(axes, extents);
        }
      }
      reshaped.add(new AxisSteps(taken));
    }
    return reshaped;
  }

  private static List<AxisSteps> scattered(List<AxisSteps> axes, List<Integer> extents) {
    Shift all = axes.stream().map(AxisSteps::length).reduce(Shift.NONE, Shift::plus);
    return extents.stream().map(extent -> even(extent, all)).toList();
  }
}
