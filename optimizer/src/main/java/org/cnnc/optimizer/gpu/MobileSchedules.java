package org.cnnc.optimizer.gpu;

import java.util.Set;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.Schedules;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.cpu.CpuSchedules;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.schedule.Distribute;

/**
 * Schedules of the graphics units of telephones: the register tiles of a CPU with vectors of four
 * channels, each a work item's. Nothing is brought to local memory, which lies in the same place as
 * all other.
 */
public final class MobileSchedules implements Schedules {
  /** Few, since each takes many registers. */
  private static final int MAX_ITEMS = 64;

  private final CpuSchedules tiles;
  private final Distribute distribute;

  public MobileSchedules(Target target, DeviceDescription device, Chooser chooser) {
    this.tiles = new CpuSchedules(target, chooser);
    this.distribute = new Distribute(Math.min(MAX_ITEMS, device.maxItems()), device.subgroup());
  }

  @Override
  public Schedule choose(Op op, Operands operands, Set<Integer> constants) {
    return tiles.choose(op, operands, constants).sharedBy(distribute);
  }
}
