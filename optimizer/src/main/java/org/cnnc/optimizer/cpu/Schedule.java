package org.cnnc.optimizer.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.Distribute;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.Transform;

/**
 * How an op's naive nest becomes fast: the layouts in which it wants to find its constants, and the
 * transforms in order.
 *
 * @param name what the kernel's name says of it: {@code direct_6x64}
 * @param packing the layout of constant operands by their position; row-major where absent
 * @param winograd the tiles of a convolution by Winograd's algorithm, to lower it with
 * @param reasons what was weighed when it was chosen; empty where an op has no other
 */
public record Schedule(
    String name,
    Map<Integer, Layout> packing,
    List<Transform> transforms,
    Optional<WinogradTiles> winograd,
    List<Reason> reasons) {
  public Schedule {
    packing = Map.copyOf(packing);
    transforms = List.copyOf(transforms);
    reasons = List.copyOf(reasons);
  }

  /** A schedule of the op's naive nest. */
  public Schedule(String name, Map<Integer, Layout> packing, List<Transform> transforms) {
    this(name, packing, transforms, Optional.empty(), List.of());
  }

  /** The same schedule with other layouts of constants. */
  Schedule withPacking(Map<Integer, Layout> newPacking) {
    return new Schedule(name, newPacking, transforms, winograd, reasons);
  }

  /** The same schedule with a reason more. */
  Schedule because(Reason reason) {
    List<Reason> more = new ArrayList<>(reasons);
    more.add(reason);
    return new Schedule(name, packing, transforms, winograd, more);
  }

  /** Whether {@link Choices} knew it, and no model of costs was asked. */
  public boolean isKnown() {
    return reasons.stream().anyMatch(Reason.Known.class::isInstance);
  }

  /** The same schedule, its loops not shared among threads but spread over a device. */
  public Schedule sharedBy(Distribute distribute) {
    List<Transform> spread = new ArrayList<>(transforms);
    spread.removeIf(Share.class::isInstance);
    spread.add(distribute);
    return new Schedule(name, packing, spread, winograd, reasons);
  }

  /** Buffers that the nest uses beside the op's own, and that mean nothing before and after. */
  public List<Buffer> scratch() {
    return winograd.stream()
        .flatMap(tiles -> Stream.of(tiles.inputs(), tiles.products(), tiles.weights()))
        .filter(buffer -> buffer.space() == Space.GLOBAL)
        .toList();
  }

  /** The nest after all transforms. */
  public Stmt apply(Stmt nest) {
    return Transform.applyAll(transforms, nest);
  }
}
