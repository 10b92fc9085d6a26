package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.GUARD;
import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.ReorderSum;
import org.cnnc.optimizer.schedule.SinkGuards;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Tensorize;
import org.cnnc.optimizer.schedule.Transform;

/**
 * Schedules that sum in the tiles of a matrix unit: two tiles of pixels by two of channels at once,
 * so that each tile of inputs and of weights is loaded once for two products, and the eight tiles
 * that there are hold four sums and four factors.
 */
final class MatrixSchedule {
  private static final int TILES = 2;
  private static final int ROWS = MatrixChoice.ROWS;
  private static final int SUMS = MatrixChoice.SUMS;

  private MatrixSchedule() {}

  /**
   * A convolution whose input has room for the pixels that the last tile of a row computes in vain.
   * The two tiles of pixels are neighbours in a row or, where a row has an odd number of tiles,
   * stand one above the other.
   */
  static Schedule convolution(Conv2d conv, Buffer y) {
    int tiles = Math.ceilDiv(y.shape().get(3), ROWS);
    boolean isAcross = tiles % TILES == 0 || y.shape().get(2) == 1;
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(new Split("ow", ROWS, GUARD));
    t.add(new SinkGuards());
    t.add(new Split("oc", ROWS, ROUND_UP));
    t.add(new Split("oc.o", TILES, PEEL));
    t.add(new Split("ic", SUMS, PEEL));
    t.addAll(isAcross ? across() : down());
    // All taps of 32 channels, whose pixels stay in the first-level cache meanwhile.
    t.add(new ReorderSum("ic.o", "kh", "kw", "ic.i"));
    t.add(new Tensorize("ow.i", "oc.i", "ic.i"));
    t.add(new Mark("oc.i", Kind.VECTOR));
    t.add(Tiles.sharedRows(y, "oc.o.o", isAcross ? "oh" : "oh.o", isAcross ? 1 : TILES));
    return new Schedule(
        "tiles_%dx%d".formatted(TILES, TILES),
        Map.of(
            1, packed(conv.weight().type().dims()),
            2, Layout.blocked(conv.bias().type().dims(), 0, ROWS)),
        t);
  }

  private static List<Transform> across() {
    return List.of(
        new Split("ow.o", TILES, PEEL),
        new Reorder("oc.o.o", "oh", "ow.o.o", "ow.o.i", "oc.o.i", "ow.i", "oc.i"),
        new StageAccumulator("ow.o.i", "oc.o.i", "ow.i", "oc.i"));
  }

  private static List<Transform> down() {
    return List.of(
        new Split("oh", TILES, PEEL),
        // The last row by itself is a tail: outermost first, to part its nest off.
        new Reorder("oh.o", "oc.o.o", "ow.o", "oh.i", "oc.o.i", "ow.i", "oc.i"),
        new Reorder("oc.o.o", "oh.o"),
        new StageAccumulator("oh.i", "oc.o.i", "ow.i", "oc.i"));
  }

  /** {@code OIHW} as {@code [oc/32][ic/32][kh][kw][2][ic/2][16 oc][2 ic]}: one linear stream. */
  private static Layout packed(List<Integer> oihw) {
    int group = TILES * ROWS;
    return new Layout(
        List.of(
            new Layout.Dim(0, group, Math.ceilDiv(oihw.get(0), group), 0),
            new Layout.Dim(1, SUMS, Math.ceilDiv(oihw.get(1), SUMS), 0),
            new Layout.Dim(2, 1, oihw.get(2), 0),
            new Layout.Dim(3, 1, oihw.get(3), 0),
            new Layout.Dim(0, ROWS, TILES, 0),
            new Layout.Dim(1, 2, SUMS / 2, 0),
            new Layout.Dim(0, 1, ROWS, 0),
            new Layout.Dim(1, 1, 2, 0)));
  }
}
