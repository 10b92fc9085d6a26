package org.cnnc.optimizer.cpu;

import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.optimizer.schedule.Transform;

/**
 * How an op's naive nest becomes fast: the layouts in which it wants to find its constants, and the
 * transforms in order.
 *
 * @param name what the kernel's name says of it: {@code direct_6x64}
 * @param packing the layout of constant operands by their position; row-major where absent
 */
public record Schedule(String name, Map<Integer, Layout> packing, List<Transform> transforms) {
  public Schedule {
    packing = Map.copyOf(packing);
    transforms = List.copyOf(transforms);
  }

  /** The nest after all transforms. */
  public Stmt apply(Stmt nest) {
    return Transform.applyAll(transforms, nest);
  }
}
