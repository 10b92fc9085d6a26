package org.cnnc.optimizer.schedule;

import java.util.List;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;

/**
 * The steps that share a nest among threads, as one: what a device whose work is not done by
 * threads leaves out of a schedule.
 */
public record Share(List<Transform> steps) implements Transform {
  public Share {
    steps = List.copyOf(steps);
  }

  /** Threads share the iterations of a loop. */
  public static Share loop(String axis) {
    return new Share(List.of(new Mark(axis, Kind.PARALLEL)));
  }

  /** Threads share the iterations of two loops that stand directly within each other. */
  public static Share loops(String outer, String inner, String fused) {
    return new Share(List.of(new Fuse(outer, inner, fused), new Mark(fused, Kind.PARALLEL)));
  }

  /** Threads share the iterations of three loops that stand directly within each other. */
  public static Share loops(String outer, String middle, String inner, String fused) {
    String within = fused + ".i";
    // Each by itself is plainly parallel, while a part of an index of two terms is not plain.
    return new Share(
        List.of(
            new Fuse(middle, inner, within),
            new Mark(outer, Kind.PARALLEL),
            new Mark(within, Kind.PARALLEL),
            new Fuse(outer, within, fused)));
  }

  @Override
  public Stmt apply(Stmt nest) {
    return Transform.applyAll(steps, nest);
  }
}
