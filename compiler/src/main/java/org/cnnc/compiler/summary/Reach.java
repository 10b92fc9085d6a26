package org.cnnc.compiler.summary;

import java.util.ArrayList;
import java.util.List;

/**
 * What the elements of a tensor depend on in the input's picture, and where the next element's
 * lies.
 *
 * @param size of the rectangle for one element
 * @param axes for each axis of the tensor, the batch counting as one of extent 1
 * @param whole whether an element depends on all of the picture
 */
record Reach(Shift size, List<AxisSteps> axes, boolean whole) {
  Reach {
    axes = List.copyOf(axes);
  }

  Reach withAxes(List<AxisSteps> newAxes) {
    return new Reach(size, newAxes, whole);
  }

  Reach withAxis(int axis, AxisSteps steps) {
    List<AxisSteps> changed = new ArrayList<>(axes);
    changed.set(axis, steps);
    return withAxes(changed);
  }

  /** After a window that runs along an axis: of {@code span} elements, every {@code stride}. */
  Reach window(int axis, int span, int stride, int extent) {
    Shift wider = size.plus(axes.get(axis).span(span));
    return new Reach(wider, axes, whole).withAxis(axis, axes.get(axis).resampled(extent, stride));
  }

  /**
   * After a transposed window: an element depends on every stride-th element of the span, and
   * neighbours are closer than before.
   */
  Reach transposedWindow(int axis, int span, int stride, int extent) {
    Shift wider = size.plus(axes.get(axis).span(Math.ceilDiv(span, stride)));
    return new Reach(wider, axes, whole)
        .withAxis(axis, axes.get(axis).resampled(extent, 1.0 / stride));
  }

  /**
   * After an op whose elements depend on everything along an axis.
   *
   * @param extent that of the axis afterwards
   * @param picture the size of the input
   */
  Reach mixed(int axis, int extent, Shift picture) {
    Shift length = axes.get(axis).length();
    Shift wider = size.plus(length);
    boolean all = whole || (!length.equals(Shift.NONE) && wider.covers(picture));
    return new Reach(wider, axes, all).withAxis(axis, AxisSteps.still(extent));
  }

  /** Where two tensors meet element by element; the last axes correspond. */
  Reach join(Reach other) {
    if (axes.size() < other.axes.size()) {
      return other.join(this);
    }
    List<AxisSteps> joined = new ArrayList<>(axes);
    int missing = axes.size() - other.axes.size();
    for (int i = 0; i < other.axes.size(); i++) {
      joined.set(missing + i, axes.get(missing + i).join(other.axes.get(i)));
    }
    return sized(other).withAxes(joined);
  }

  /** With the larger of both sizes. */
  Reach sized(Reach other) {
    return new Reach(size.max(other.size), axes, whole || other.whole);
  }

  ReceptiveField field() {
    return whole
        ? new ReceptiveField.Whole()
        : new ReceptiveField.Local(size.rows(), size.columns());
  }
}
