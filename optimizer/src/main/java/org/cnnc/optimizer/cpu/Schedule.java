package org.cnnc.optimizer.cpu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.Transform;

/**
 * How an op's naive nest becomes fast: the layouts in which it wants to find its constants, and the
 * transforms in order.
 *
 * @param name what the kernel's name says of it: {@code direct_6x64}
 * @param packing the layout of constant operands by their position; row-major where absent
 * @param winograd the tiles of a convolution by Winograd's algorithm, to lower it with
 */
public record Schedule(
    String name,
    Map<Integer, Layout> packing,
    List<Transform> transforms,
    Optional<WinogradTiles> winograd) {
  public Schedule {
    packing = Map.copyOf(packing);
    transforms = List.copyOf(transforms);
  }

  /** A schedule of the op's naive nest. */
  public Schedule(String name, Map<Integer, Layout> packing, List<Transform> transforms) {
    this(name, packing, transforms, Optional.empty());
  }

  /** The same schedule with other layouts of constants. */
  Schedule withPacking(Map<Integer, Layout> newPacking) {
    return new Schedule(name, newPacking, transforms, winograd);
  }

  /** Buffers that the nest uses beside the op's own, and that mean nothing before and after. */
  public List<Buffer> scratch() {
    return winograd.map(t -> List.of(t.inputs(), t.products(), t.weights())).orElse(List.of());
  }

  /** The nest after all transforms. */
  public Stmt apply(Stmt nest) {
    return Transform.applyAll(transforms, nest);
  }
}
