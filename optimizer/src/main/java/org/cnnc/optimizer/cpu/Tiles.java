package org.cnnc.optimizer.cpu;

import static org.cnnc.optimizer.schedule.Split.Tail.PEEL;
import static org.cnnc.optimizer.schedule.Split.Tail.ROUND_UP;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.optimizer.schedule.Fuse;
import org.cnnc.optimizer.schedule.Mark;
import org.cnnc.optimizer.schedule.Split;
import org.cnnc.optimizer.schedule.Transform;

/** The parts that schedules of several ops share. */
final class Tiles {
  private Tiles() {}

  /** Whether a buffer is an image whose innermost dimension is a vector of channels. */
  static boolean isBlocked(Buffer buffer, int lanes) {
    return buffer.shape().size() == 4
        && buffer.layout().dims().size() == 5
        && buffer.layout().dims().getLast().extent() == lanes;
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

  /** Threads share the images of a fixed batch, or else rows of channel groups. */
  static List<Transform> parallelRows(Buffer y, String channels, String rows) {
    if (y.shape().getFirst() > 1) {
      return List.of(new Mark("n", Kind.PARALLEL));
    }
    String fused = "rows";
    return List.of(new Fuse(channels, rows, fused), new Mark(fused, Kind.PARALLEL));
  }
}
