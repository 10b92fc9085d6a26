package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.GUARD;
import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.ReorderSum;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.SinkGuards;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Tensorize;
import org.cnnc.optimizer.schedule.Transform;
import org.cnnc.optimizer.schedule.WriteOut;

/**
 * Schedules that sum in the tiles of a matrix unit: two tiles of pixels by two of channels at once,
 * so that each tile of inputs and of weights is loaded once for two products, and the eight tiles
 * that there are hold four sums and four factors.
 */
final class MatrixSchedule {
  private static final int TILES = 2;
  private static final int ROWS = MatrixChoice.ROWS;
  private static final int SUMS = MatrixChoice.SUMS;
  private static final String NAME = "tiles_%dx%d".formatted(TILES, TILES);

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
    List<Integer> oihw = conv.weight().type().dims();
    Layout packed = packed(oihw, 0, 1, whole(oihw, 1, SUMS), whole(oihw, 2, 1), whole(oihw, 3, 1));
    return new Schedule(NAME, Map.of(1, packed, 2, bias(oihw.get(0))), t);
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

  /**
   * A transposed convolution by phases: outputs a stride apart are the pixels of a tile, since they
   * use the same taps, of inputs that are neighbours. Its input has room as a convolution's has.
   */
  static Schedule transposed(ConvTranspose2d conv, Buffer y) {
    List<Transform> t = new ArrayList<>();
    t.add(new Split("oc", ROWS, ROUND_UP));
    t.add(new Split("oc.o", TILES, PEEL));
    t.add(new Split("oh", conv.window().strideH(), PEEL));
    t.add(new Split("ow", conv.window().strideW(), PEEL));
    t.add(new Split("ic", SUMS, PEEL));
    // Rows that are no multiple of the stride leave a tail: outermost first, to part its nest off.
    t.add(new Reorder("oh.o", "oc.o.o", "oh.i", "ow.i", "ow.o", "oc.o.i", "oc.i"));
    t.add(new Reorder("oc.o.o", "oh.o"));
    t.add(new ElideGuards());
    t.add(new Split("ow.o", ROWS, GUARD));
    t.add(new SinkGuards());
    t.add(new Split("ow.o.o", TILES, PEEL));
    t.add(new Reorder("ow.o.o.o", "ow.o.o.i", "oc.o.i", "ow.o.i", "oc.i"));
    t.add(new StageAccumulator("ow.o.o.i", "oc.o.i", "ow.o.i", "oc.i"));
    t.add(new ReorderSum("kh", "kw", "ic.o", "ic.i"));
    Stream.of("oh.i", "kh", "ow.i", "kw").map(WriteOut::new).forEach(t::add);
    t.add(new ElideGuards());
    t.add(new Tensorize("ow.o.i", "oc.i", "ic.i"));
    t.add(new Mark("oc.i", Kind.VECTOR));
    t.add(Tiles.sharedRows(y, "oc.o.o", "oh.o", conv.window().strideH()));
    List<Integer> iohw = conv.weight().type().dims();
    Layout packed = packed(iohw, 1, 0, whole(iohw, 2, 1), whole(iohw, 3, 1), whole(iohw, 0, SUMS));
    return new Schedule("phases_" + NAME, Map.of(1, packed, 2, bias(conv.outChannels())), t);
  }

  /**
   * A dense layer of at least so many rows as a tile has; those behind the last tile are vectors.
   */
  static Schedule dense(Linear linear, Buffer y) {
    String row = "r" + (y.shape().size() - 2);
    String tile = row + ".o";
    List<Transform> t = new ArrayList<>();
    t.add(new Split(row, ROWS, PEEL));
    t.add(new Split(tile, TILES, PEEL));
    t.add(new Split("o", ROWS, PEEL));
    t.add(new Split("o.o", TILES, PEEL));
    t.add(new Split("i", SUMS, PEEL));
    t.add(new Reorder(tile + ".o", "o.o.o", tile + ".i", "o.o.i", row + ".i", "o.i"));
    t.add(new Reorder("o.o.o", tile + ".o"));
    t.add(new StageAccumulator(tile + ".i", "o.o.i", row + ".i", "o.i"));
    t.add(new Tensorize(row + ".i", "o.i", "i.i"));
    t.addAll(Tiles.registers(tile + ".i", "o.o.i", row + ".i", "o.i"));
    t.add(Share.loop(y.shape().size() > 2 && y.shape().getFirst() > 1 ? "r0" : "o.o.o"));
    List<Integer> weight = linear.weight().type().dims();
    Layout packed = packed(weight, 0, 1, whole(weight, 1, SUMS));
    return new Schedule(NAME, Map.of(1, packed), t);
  }

  /** The digit of an axis that counts groups of so many. */
  private static Layout.Dim whole(List<Integer> shape, int axis, int group) {
    return new Layout.Dim(axis, group, Math.ceilDiv(shape.get(axis), group), 0);
  }

  /**
   * Weights as one linear stream: groups of 32 outputs, then what {@code between} has, then two
   * tiles, whose rows are pairs of inputs of 16 outputs.
   *
   * @param outs the axis of outputs
   * @param ins the axis of inputs
   */
  private static Layout packed(List<Integer> shape, int outs, int ins, Layout.Dim... between) {
    List<Layout.Dim> dims = new ArrayList<>();
    dims.add(whole(shape, outs, TILES * ROWS));
    dims.addAll(List.of(between));
    dims.add(new Layout.Dim(outs, ROWS, TILES, 0));
    dims.add(new Layout.Dim(ins, 2, SUMS / 2, 0));
    dims.add(new Layout.Dim(outs, 1, ROWS, 0));
    dims.add(new Layout.Dim(ins, 1, 2, 0));
    return new Layout(dims);
  }

  private static Layout bias(int channels) {
    return Layout.blocked(List.of(channels), 0, ROWS);
  }
}
