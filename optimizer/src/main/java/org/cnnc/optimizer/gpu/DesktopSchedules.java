package org.cnnc.optimizer.gpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.optimizer.Schedules;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.cpu.Schedule;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.Distribute;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Fuse;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.SinkGuards;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.StageLocal;
import org.cnnc.optimizer.schedule.Transform;

/**
 * Schedules of graphics cards: convolutions are products of matrices whose tiles a work group
 * brings to its local memory, directly or by Winograd's algorithm; every other op has a work item
 * for each element of its result. Images are row-major, so that neighbouring items read and write
 * neighbouring elements.
 */
public final class DesktopSchedules implements Schedules {
  /** Of an op without tiles. */
  private static final int MAX_ITEMS = 128;

  private final DeviceDescription device;
  private final Chooser chooser;
  private final Distribute spread;

  public DesktopSchedules(DeviceDescription device, Chooser chooser) {
    this.device = device;
    this.chooser = chooser;
    this.spread = new Distribute(Math.min(MAX_ITEMS, device.maxItems()), device.subgroup());
  }

  @Override
  public Schedule choose(Op op, Operands operands, Set<Integer> constants) {
    Op anchor = op instanceof Fused fused ? fused.anchor() : op;
    Optional<WinogradTiles> winograd = chooser.winogradTiles(op, constants);
    if (winograd.isPresent()) {
      return winograd(winograd.get());
    }
    if (anchor instanceof Conv2d conv
        && conv.groups() == 1
        && !operands.result().shape().contains(0)) {
      List<Integer> oihw = conv.weight().type().dims();
      Optional<GemmTile> tile =
          GemmTile.choose(
              operands.result().shape(), oihw.get(1) * oihw.get(2) * oihw.get(3), device);
      if (tile.isPresent()) {
        return convolution(conv, operands.result(), tile.get(), constants);
      }
    }
    Map<Integer, Layout> packing =
        anchor instanceof Linear linear && constants.contains(1)
            // Neighbouring outputs, which neighbouring items compute, lie side by side.
            ? Map.of(1, Layout.permuted(linear.weight().type().dims(), 1, 0))
            : Map.of();
    return new Schedule("spread", packing, List.of(new ElideGuards(), spread));
  }

  private Schedule winograd(WinogradTiles tiles) {
    Optional<GemmTile> tile =
        GemmTile.choose(
            List.of(
                Winograd.PRODUCTS,
                tiles.outChannels(),
                1,
                tiles.chunkRows() * tiles.chunkColumns()),
            tiles.inChannels(),
            device);
    return WinogradPhases.of(
        tiles,
        tile.map(DesktopSchedules::products).orElse(List.of(spread)),
        tile.map(GemmTile::toString).orElse("spread"),
        spread);
  }

  /** As a convolution's, of each of the products. */
  private static List<Transform> products(GemmTile tile) {
    List<String> groups = List.of("e.r", "e.c", "oc.o", "t.o");
    List<String> items = List.of("oc.i.o", "t.i.i");
    List<String> registers = List.of("t.i.o", "oc.i.i");
    List<Transform> t = new ArrayList<>();
    t.add(new Split("ic", tile.depth()));
    t.add(new Split("t", tile.columns(), Split.Tail.GUARD));
    t.add(new Split("oc", tile.channels(), Split.Tail.GUARD));
    t.add(new Split("oc.i", GemmTile.PER_ITEM));
    t.add(new Split("t.i", tile.itemColumns()));
    t.addAll(
        tiled(
            groups,
            items,
            registers,
            new StageLocal(
                "ic.o",
                List.of(
                    new StageLocal.Tile("u", List.of("ic.i", "oc.i.o", "oc.i.i")),
                    new StageLocal.Tile("v", List.of("ic.i", "t.i.o", "t.i.i"))))));
    return t;
  }

  /** Work groups of work items with registers, which read what they bring to local memory. */
  private static List<Transform> tiled(
      List<String> groups, List<String> items, List<String> registers, StageLocal local) {
    List<String> order = new ArrayList<>(groups);
    order.addAll(items);
    order.addAll(registers);
    List<Transform> t = new ArrayList<>();
    t.add(new Reorder(order));
    t.add(new SinkGuards());
    t.add(new StageAccumulator(registers));
    groups.forEach(axis -> t.add(new Mark(axis, Kind.WORK_GROUP)));
    items.forEach(axis -> t.add(new Mark(axis, Kind.WORK_ITEM)));
    t.add(local);
    registers.forEach(axis -> t.add(new Mark(axis, Kind.UNROLLED)));
    return t;
  }

  /**
   * Implicit GEMM: a group computes a square of channels by pixels, a step of the sum after the
   * other, an item some channels by some pixels of it. What the group reads in a step, weights and
   * the pixels under them, its items bring to local memory together.
   */
  private static Schedule convolution(
      Conv2d conv, Buffer y, GemmTile tile, Set<Integer> constants) {
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    t.add(new Fuse("ic", "kh", "ic.kh"));
    t.add(new Fuse("ic.kh", "kw", "k"));
    t.add(new Split("k", tile.depth()));
    t.add(new Split("ow", tile.columns(), Split.Tail.GUARD));
    t.add(new Split("oh", tile.rows(), Split.Tail.GUARD));
    t.add(new Split("oc", tile.channels(), Split.Tail.GUARD));
    t.add(new Split("oc.i", GemmTile.PER_ITEM));
    t.add(new Split("oh.i", tile.itemRows()));
    t.add(new Split("ow.i", tile.itemColumns()));
    List<String> groups = new ArrayList<>(List.of("oc.o", "oh.o", "ow.o"));
    if (y.shape().getFirst() > 1) {
      groups.addFirst("n");
    }
    List<String> items = List.of("oc.i.o", "oh.i.i", "ow.i.i");
    List<String> registers = List.of("oh.i.o", "ow.i.o", "oc.i.i");
    t.addAll(
        tiled(
            groups,
            items,
            registers,
            new StageLocal(
                "k.o",
                List.of(
                    new StageLocal.Tile("weight", List.of("k.i", "oc.i.o", "oc.i.i")),
                    new StageLocal.Tile(
                        "x", List.of("k.i", "oh.i.o", "ow.i.o", "oh.i.i", "ow.i.i"))))));
    return new Schedule("gemm_" + tile, packing(conv, tile, constants), t);
  }

  /** Weights in the order in which they are brought, whole tiles of them. */
  private static Map<Integer, Layout> packing(Conv2d conv, GemmTile tile, Set<Integer> constants) {
    List<Integer> oihw = conv.weight().type().dims();
    Map<Integer, Layout> packing = new HashMap<>();
    if (constants.contains(1)) {
      int channels = tile.channels();
      packing.put(
          1,
          new Layout(
              List.of(
                  new Layout.Dim(0, channels, Math.ceilDiv(oihw.get(0), channels), 0),
                  new Layout.Dim(1, 1, oihw.get(1), 0),
                  new Layout.Dim(2, 1, oihw.get(2), 0),
                  new Layout.Dim(3, 1, oihw.get(3), 0),
                  new Layout.Dim(0, 1, channels, 0))));
    }
    if (constants.contains(2)) {
      packing.put(2, Layout.blocked(List.of(oihw.get(0)), 0, tile.channels()));
    }
    return packing;
  }
}
