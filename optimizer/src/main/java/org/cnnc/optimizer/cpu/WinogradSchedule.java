package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.schedule.ElideGuards;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.StageAccumulator;
import org.cnnc.optimizer.schedule.Transform;

/**
 * The schedule of Winograd's algorithm: each of the 36 products of matrices by a register tile of
 * tiles and channels, as in direct convolution; transforms with channels as lanes. Threads share
 * the transform of a chunk's inputs, then its tasks.
 */
final class WinogradSchedule {
  private WinogradSchedule() {}

  static Schedule of(WinogradTiles tiles, Target target) {
    int lanes = tiles.lanes();
    RegisterTile tile = new RegisterTile(tiles.tilesAtOnce(), tiles.vectors());
    List<Transform> t = new ArrayList<>();
    t.add(new ElideGuards());
    if (tiles.weightTransform() == WinogradTiles.WeightTransform.IN_REGISTERS) {
      t.add(new Mark("e.c", Kind.UNROLLED));
      t.add(new Mark("t", Kind.UNROLLED));
    } else {
      t.add(new Split("t", tile.pixels(), PEEL));
      t.add(new Split("oc", lanes, PEEL));
      t.add(new Split("ic", lanes, PEEL));
      t.add(new StageAccumulator(List.of("t.i", "oc.o", "oc.i")));
      t.addAll(Tiles.writtenOut("ic.i", tile, target));
      t.addAll(Tiles.registers("t.i", "oc.o", "oc.i"));
    }
    t.add(new Mark("j", Kind.UNROLLED));
    t.add(new Mark("lane", Kind.VECTOR));
    switch (tiles.weightTransform()) {
      case ONCE -> t.add(Share.loops("u.g", "u.ic", "u.rows"));
      case BY_TASK -> {
        t.add(new Mark("p.ic", Kind.UNROLLED));
        t.add(new Mark("p.oc", Kind.UNROLLED));
      }
      case IN_REGISTERS -> {}
    }
    // By blocks first, as the tasks: each thread transforms what it multiplies.
    t.add(
        tiles.lastColumns() == Winograd.TILE
            ? Share.loops("v.b", "v.ic", "v.r", "v.rows")
            // Where a row's tiles lie depends on the product.
            : Share.loops("v.b", "v.ic", "v.rows"));
    t.add(Share.loops("b", "g", "task"));
    return new Schedule(
        name(tiles, tile),
        Map.of(
            1, tiles.packedWeights(),
            2, Layout.blocked(List.of(tiles.outChannels()), 0, lanes)),
        t,
        Optional.of(tiles),
        List.of());
  }

  private static String name(WinogradTiles tiles, RegisterTile tile) {
    return switch (tiles.weightTransform()) {
      case ONCE -> "winograd_" + tile;
      case BY_TASK -> "winograd_" + tile + "x" + tiles.weightChannels();
      case IN_REGISTERS -> "winograd_row_" + tile;
    };
  }
}
