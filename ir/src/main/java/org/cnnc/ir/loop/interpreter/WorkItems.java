package org.cnnc.ir.loop.interpreter;

import java.util.List;

/** The work items of one group: each runs up to a barrier, then each goes on from there. */
final class WorkItems {
  /** A statement that all of them carry out. */
  @FunctionalInterface
  interface Action {
    void run(WorkItems items);
  }

  private final Iteration group;
  private final Frame[] frames;

  /**
   * @param slots of the loops' variables
   * @param extents of the loops
   */
  WorkItems(Frame around, List<Integer> slots, List<Integer> extents) {
    this.group = around.iteration;
    this.frames = new Frame[extents.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new Frame(around);
      int rest = i;
      for (int d = extents.size() - 1; d >= 0; d--) {
        frames[i].variables[slots.get(d)] = rest % extents.get(d);
        rest /= extents.get(d);
      }
    }
    meet();
  }

  /** What the items do from here on happens after what all of them did before. */
  void meet() {
    Object execution = new Object();
    for (Frame frame : frames) {
      frame.iteration = group.enter(execution);
    }
  }

  /** Runs a statement without a barrier, one item after the other. */
  void each(Code.Action action) {
    for (Frame frame : frames) {
      action.run(frame);
    }
  }
}
