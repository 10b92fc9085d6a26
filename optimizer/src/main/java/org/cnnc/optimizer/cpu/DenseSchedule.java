package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.cpu.Chooser.KnownTile;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Transform;

/**
 * The schedule of a dense layer, which is bound by reading the weights once. Each step reads eight
 * vectors, which also are the accumulators that hide the multiply-add's latency, from about four
 * linear streams: the hardware fetches ahead in each (measured beyond the caches: 29 GB/s, of one
 * stream 23).
 */
final class DenseSchedule {
  /** A multiply-add takes 4 cycles and two begin in one. */
  private static final int MAX_ACCUMULATORS = 8;

  /** With more rows a core multiplies longer than it waits for weights from memory. */
  private static final int MAX_ROWS = 8;

  /** Sums of several rows at once: twice as many as hide the latency. */
  private static final int MAX_SUMS = 16;

  private DenseSchedule() {}

  /**
   * @param known the vectors that a step reads, where they are known
   */
  static Schedule of(Linear linear, Operands operands, Target target, Optional<KnownTile> known) {
    Buffer weight = operands.inputs().get(1);
    Buffer y = operands.result();
    int outs = weight.shape().get(0);
    int ins = weight.shape().get(1);
    int last = y.shape().size() - 1;
    int lane = Math.min(target.lanes(), outs);
    int blocks = known.map(k -> k.tile().blocks()).orElseGet(() -> accumulators(linear, target));
    int together = vectorsOfAStream(blocks);
    int stream = lane * together;
    Layout packed =
        new Layout(
            List.of(
                new Layout.Dim(0, stream, Math.ceilDiv(outs, stream), 0),
                new Layout.Dim(1, 1, ins, 0),
                new Layout.Dim(0, lane, together, 0),
                new Layout.Dim(0, 1, lane, 0)));
    String row = "r" + (last - 1);
    int rows = y.shape().get(last - 1);
    RegisterTile tile = rows == 1 ? new RegisterTile(1, blocks) : tile(rows, blocks, target);
    List<Transform> t = new ArrayList<>();
    t.add(new Split("o", lane, PEEL));
    t.add(new Split("o.o", tile.blocks(), PEEL));
    if (rows == 1) {
      t.add(new StageAccumulator("o.o.i", "o.i"));
      t.addAll(Tiles.registers("o.o.i", "o.i"));
    } else {
      t.add(new Split(row, tile.pixels(), PEEL));
      t.add(new Reorder("o.o.o", row + ".o", row + ".i", "o.o.i", "o.i"));
      t.add(new StageAccumulator(row + ".i", "o.o.i", "o.i"));
      t.addAll(Tiles.registers(row + ".i", "o.o.i", "o.i"));
    }
    t.add(Share.loop(last > 1 && y.shape().getFirst() > 1 ? "r0" : "o.o.o"));
    String name = rows == 1 ? "matvec_" + lane * blocks : "dense_" + tile;
    Schedule schedule = new Schedule(name, Map.of(1, packed), t);
    return known.map(k -> schedule.because(k.reason())).orElse(schedule);
  }

  /**
   * A tile of rows, which all use a vector of weights that is loaded once.
   *
   * @param blocks the vectors that a step for one row reads
   */
  private static RegisterTile tile(int rows, int blocks, Target target) {
    int together = vectorsOfAStream(blocks);
    int most = 1;
    while (most < MAX_ROWS && new RegisterTile(most + 1, together).fits(target)) {
      most++;
    }
    int tiles = Math.ceilDiv(rows, most);
    RegisterTile tile = new RegisterTile(Math.ceilDiv(rows, tiles), together);
    RegisterTile wider = new RegisterTile(tile.pixels(), tile.blocks() + together);
    while (wider.blocks() <= blocks
        && wider.pixels() * wider.blocks() <= MAX_SUMS
        && wider.fits(target)) {
      tile = wider;
      wider = new RegisterTile(tile.pixels(), tile.blocks() + together);
    }
    return tile;
  }

  /** How many of a step's vectors are neighbours: so few that there are three streams or more. */
  private static int vectorsOfAStream(int blocks) {
    return blocks % 4 == 0 ? blocks / 4 : blocks % 3 == 0 ? blocks / 3 : 1;
  }

  /** Up to eight vectors, as many as leave the least padding behind the last group of them. */
  static int accumulators(Linear linear, Target target) {
    int outs = linear.weight().type().dim(0);
    int vectors = Math.ceilDiv(outs, Math.min(target.lanes(), outs));
    int best = Math.min(MAX_ACCUMULATORS, vectors);
    for (int blocks = best; blocks > best / 2; blocks--) {
      if (Math.ceilDiv(vectors, blocks) * blocks < Math.ceilDiv(vectors, best) * best) {
        best = blocks;
      }
    }
    return best;
  }
}
