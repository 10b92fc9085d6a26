package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Reorder;
import org.cnnc.optimizer.schedule.Share;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.Transform;

/** The parts that schedules of several ops share. */
final class Tiles {
  /**
   * Pixels of half an image for which reading all weights takes no time beside using them: 28x14,
   * but not 14x7, where a thread by itself, which reads them for each half, would lose 3 %.
   */
  private static final int MIN_HALF = 150;

  /**
   * Multiply-adds of a sum that is written out. Twice as many, with their loads, are more than a
   * core keeps decoded of a few kernels (measured: ResNet-50 on AVX-512 in 1.02 of the time, with
   * four times as many in 1.1).
   */
  private static final int MAX_WRITTEN_OUT = 128;

  private Tiles() {}

  /** Whether a buffer is an image whose innermost dimension is whole vectors of channels. */
  static boolean isBlocked(Buffer buffer, int lanes) {
    return buffer.shape().size() == 4
        && buffer.layout().dims().size() == 5
        && buffer.layout().dims().getLast().extent() % lanes == 0;
  }

  /**
   * Splits the channels of a result into vectors; where lanes past the last channel have no room,
   * the remainder is a nest of its own.
   */
  static Split splitChannels(String axis, Buffer y, boolean room, int lanes) {
    return new Split(
        axis, room ? lanes : Math.min(lanes, y.shape().get(1)), room ? ROUND_UP : PEEL);
  }

  /** The tile's loops written out, the last one across the lanes of a vector. */
  static List<Transform> registers(String... axes) {
    List<Transform> transforms = new ArrayList<>();
    for (int i = 0; i < axes.length - 1; i++) {
      transforms.add(new Mark(axes[i], Kind.UNROLLED));
    }
    transforms.add(new Mark(axes[axes.length - 1], Kind.VECTOR));
    return transforms;
  }

  /**
   * The sum over a vector of input channels, written out where that is little code: the jump out of
   * a loop of eight short steps is often not foreseen (measured on AVX2: ResNet-50 in 0.9 of the
   * time). LLVM for AArch64 loads several inputs at once then, and spills.
   */
  static List<Transform> writtenOut(String axis, RegisterTile tile, Target target) {
    boolean isShort = target.lanes() * tile.pixels() * tile.blocks() <= MAX_WRITTEN_OUT;
    return isShort && target.arch() != Arch.AARCH64
        ? List.of(new Mark(axis, Kind.UNROLLED))
        : List.of();
  }

  /**
   * Threads share the images of a fixed batch, or else rows of channel groups. Those of the upper
   * half of an image come first where that pays: with two threads each then reads what it wrote in
   * the kernel before, and the other one's part stays in the other core's cache.
   */
  static Share sharedRows(Buffer y, String channels, String rows) {
    return sharedRows(y, channels, rows, 1);
  }

  /** The same of rows that are computed so many at once. */
  static Share sharedRows(Buffer y, String channels, String rows, int atOnce) {
    if (y.shape().getFirst() > 1) {
      return Share.loop("n");
    }
    String fused = "rows";
    if (!isHalved(y, atOnce)) {
      return Share.loops(channels, rows, fused);
    }
    String half = rows + ".o";
    String row = rows + ".i";
    return new Share(
        List.of(
            new Split(rows, y.shape().get(2) / (2 * atOnce), PEEL),
            new Reorder(half, channels, row),
            Share.loops(half, channels, row, fused)));
  }

  /**
   * Whether threads share an image by its halves rather than by its channels: each then reads all
   * weights, which pays where a weight is used for many pixels.
   */
  private static boolean isHalved(Buffer y, int atOnce) {
    int height = y.shape().get(2);
    return height % (2 * atOnce) == 0 && height / 2 * y.shape().get(3) >= MIN_HALF;
  }
}
