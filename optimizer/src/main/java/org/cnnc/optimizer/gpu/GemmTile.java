package org.cnnc.optimizer.gpu;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.cnnc.ir.target.DeviceDescription;

/**
 * The part of a convolution's result that a work group computes: {@code channels} by a rectangle of
 * {@code rows} by {@code columns} pixels, of which a work item computes {@link #PER_ITEM} channels
 * by as many pixels.
 *
 * @param itemRows the rows that neighbouring items take; an item's pixels are that far apart
 * @param itemColumns the columns that neighbouring items take
 * @param depth summands that are brought to local memory at once
 */
record GemmTile(int channels, int rows, int columns, int itemRows, int itemColumns, int depth) {
  /** Four by four accumulators, with which one load serves four multiply-adds. */
  static final int PER_ITEM = 4;

  private static final int LARGE = 64;
  private static final int SMALL = 32;

  private static final int MAX_DEPTH = 16;

  /** How wide rectangles may be, the best first: what lies in a line of memory is read at once. */
  private static final List<Integer> COLUMNS = List.of(16, 8, 32, 64, 4, 2, 1);

  /** Groups for each unit, so that while one waits another one computes. */
  private static final int GROUPS_PER_UNIT = 2;

  /**
   * The larger of two tiles, unless it leaves units without work or the device has no groups of its
   * size; of its rectangles the one that reaches over the edges least. Empty where the smaller one
   * is too large as well.
   *
   * @param shape of the result, or that of all results
   * @param summands of each of its elements
   */
  static Optional<GemmTile> choose(List<Integer> shape, int summands, DeviceDescription device) {
    int depth = depth(summands);
    GemmTile large = ofSide(LARGE, shape, depth);
    boolean isBusy = large.groups(shape) / device.units() >= GROUPS_PER_UNIT;
    if (isBusy && large.fits(device)) {
      return Optional.of(large);
    }
    return Optional.of(ofSide(SMALL, shape, depth)).filter(small -> small.fits(device));
  }

  /** The largest part of the sum that leaves no rest. */
  private static int depth(int summands) {
    int depth = Math.min(MAX_DEPTH, summands);
    while (summands % depth != 0) {
      depth--;
    }
    return depth;
  }

  private static GemmTile ofSide(int side, List<Integer> shape, int depth) {
    return COLUMNS.stream()
        // Of a single row of results no tile has two.
        .filter(columns -> columns == side || (columns < side && shape.get(2) > 1))
        .map(columns -> of(side, side / columns, columns, depth))
        .min(Comparator.comparingLong(tile -> tile.rectangles(shape)))
        .orElseThrow();
  }

  /** A tile whose items take pixels below each other where it is high enough, else side by side. */
  private static GemmTile of(int side, int rows, int columns, int depth) {
    int rowsOfItem = Math.min(PER_ITEM, rows);
    int columnsOfItem = PER_ITEM / rowsOfItem;
    return new GemmTile(side, rows, columns, rows / rowsOfItem, columns / columnsOfItem, depth);
  }

  /** How many rectangles cover an image. */
  private long rectangles(List<Integer> shape) {
    return (long) Math.ceilDiv(shape.get(2), rows) * Math.ceilDiv(shape.get(3), columns);
  }

  private long groups(List<Integer> shape) {
    return shape.get(0) * rectangles(shape) * Math.ceilDiv(shape.get(1), channels);
  }

  private boolean fits(DeviceDescription device) {
    int pixels = rows * columns;
    return channels * pixels / (PER_ITEM * PER_ITEM) <= device.maxItems()
        && depth * (channels + pixels) * Float.BYTES <= device.localBytes();
  }

  /** {@code 64x8x8_16}: channels, rows, columns, and the depth of a step. */
  @Override
  public String toString() {
    return "%dx%dx%d_%d".formatted(channels, rows, columns, depth);
  }
}
