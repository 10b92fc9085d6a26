package org.cnnc.optimizer;

import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.cpu.CpuSchedules;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.gpu.DesktopSchedules;
import org.cnnc.optimizer.gpu.MobileSchedules;
import org.cnnc.optimizer.lower.Operands;

/** Which schedule an op gets on a target. */
public sealed interface Schedules permits CpuSchedules, DesktopSchedules, MobileSchedules {
  /**
   * The schedule of an op on these buffers.
   *
   * @param constants the positions of the operands that are constants; their buffers are row-major
   *     here, and the schedule says how they are to be packed
   */
  Schedule choose(Op op, Operands operands, Set<Integer> constants);

  /**
   * A scheduled nest, the work of its parallel loops divided up as is best.
   *
   * @param macs its multiply-accumulates
   * @param bytes what it reads and writes
   */
  default Stmt share(Stmt nest, long macs, long bytes) {
    return nest;
  }

  /**
   * For how many images of a batch dense layers are computed at once where there are so many, the
   * most first; besides, for one.
   */
  default List<Integer> imagesTogether() {
    return List.of();
  }

  /** The schedules of a target. */
  static Schedules of(Target target, Chooser chooser) {
    if (target.device().isEmpty()) {
      return new CpuSchedules(target, chooser);
    }
    DeviceDescription device = target.device().get();
    return switch (device.kind()) {
      case CPU -> new CpuSchedules(target, chooser);
      case DESKTOP -> new DesktopSchedules(device, chooser);
      case MOBILE -> new MobileSchedules(target, device, chooser);
    };
  }
}
