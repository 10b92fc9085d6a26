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
    boolean rows = y.shape().subList(0, last).stream().anyMatch(extent -> extent > 1);
    List<Transform> t = new ArrayList<>();
    t.add(new Split("o", lane, PEEL));
    t.add(new Split("o.o", blocks, PEEL));
    t.add(new StageAccumulator(List.of("o.o.i", "o.i")));
    t.addAll(Tiles.registers("o.o.i", "o.i"));
    t.add(Share.loop(rows ? "r" + outermost(y) : "o.o.o"));
    int together = vectorsOfAStream(blocks);
    int stream = lane * together;
    Layout packed =
        new Layout(
            List.of(
                new Layout.Dim(0, stream, Math.ceilDiv(outs, stream), 0),
                new Layout.Dim(1, 1, ins, 0),
                new Layout.Dim(0, lane, together, 0),
                new Layout.Dim(0, 1, lane, 0)));
    Schedule schedule = new Schedule("matvec_" + lane * blocks, Map.of(1, packed), t);
    return known.map(k -> schedule.because(k.reason())).orElse(schedule);
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

  /** The first dimension of a result of several rows that is a loop. */
  private static int outermost(Buffer y) {
    return y.shape().getFirst() > 1 ? 0 : 1;
  }
}
