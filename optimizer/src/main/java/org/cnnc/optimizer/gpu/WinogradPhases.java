package org.cnnc.optimizer.gpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Kind;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.Distribute;
import org.cnnc.optimizer.schedule.EachPhase;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Transform;

/**
 * Winograd's algorithm on devices of many work items, in three steps: a work item transforms a
 * tile, of the weights or of the inputs; 36 products of matrices; a work item transforms a tile of
 * the sums.
 */
final class WinogradPhases {
  private WinogradPhases() {}

  /**
   * @param products the transforms of the second step
   * @param name what they are, in the name of the schedule
   * @param spread over the items of the other two
   */
  static Schedule of(
      WinogradTiles tiles, List<Transform> products, String name, Distribute spread) {
    // Written out, what a work item has of a tile is in registers.
    Transform rows = new Mark("i", Kind.UNROLLED);
    return new Schedule(
        "winograd_" + name,
        Map.of(1, tiles.packedWeights()),
        List.of(
            new ElideGuards(),
            new EachPhase(
                List.of(
                    List.of(rows, spread),
                    products,
                    List.of(rows, new Mark("j", Kind.UNROLLED), spread)))),
        Optional.of(tiles),
        List.of());
  }
}
