package org.cnnc.optimizer.gpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;

import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Schedules;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.cpu.CpuSchedules;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.Distribute;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Transform;

/**
 * Schedules of the graphics units of telephones: the register tiles of a CPU with vectors of four
 * channels, each a work item's, and Winograd's algorithm in launches of its own. Nothing is brought
 * to local memory, which lies in the same place as all other.
 */
public final class MobileSchedules implements Schedules {
  /** Few, since each takes many registers. */
  private static final int MAX_ITEMS = 64;

  /** Channels of a product of Winograd's algorithm that a work item sums up side by side. */
  private static final int CHANNELS = 8;

  private final Target target;
  private final Chooser chooser;
  private final CpuSchedules tiles;
  private final Distribute distribute;

  public MobileSchedules(Target target, DeviceDescription device, Chooser chooser) {
    this.target = target;
    this.chooser = chooser;
    this.tiles = new CpuSchedules(target, chooser);
    this.distribute = new Distribute(Math.min(MAX_ITEMS, device.maxItems()), device.subgroup());
  }

  @Override
  public Schedule choose(Op op, Operands operands, Set<Integer> constants) {
    return chooser
        .winogradTiles(op, constants)
        .map(this::winograd)
        .orElseGet(() -> tiles.choose(op, operands, constants).sharedBy(distribute));
  }

  /** Products of vectors of tiles, which lie side by side in what they read and what they write. */
  private Schedule winograd(WinogradTiles winograd) {
    int lanes = target.lanes();
    List<Transform> products =
        List.of(
            new Split("t", lanes, PEEL),
            new Split("oc", CHANNELS, PEEL),
            new Reorder("oc.o", "t.o", "oc.i", "t.i"),
            new StageAccumulator(List.of("oc.i", "t.i")),
            new Mark("oc.i", Kind.UNROLLED),
            new Mark("t.i", Kind.VECTOR),
            distribute);
    return WinogradPhases.of(winograd, products, CHANNELS + "x" + lanes, distribute);
  }
}
