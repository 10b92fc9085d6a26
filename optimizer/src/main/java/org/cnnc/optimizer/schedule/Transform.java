package org.cnnc.optimizer.schedule;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Stmt;

/**
 * One step of a schedule: changes the order of a nest's work, or where its values lie, and never a
 * result, not even in the last bit (but for {@link ReorderSum}, {@link SumPairs} and {@link
 * Tensorize}, which say so). A step that names loops acts on all loops of that name: a peeled tail
 * is a second copy of its loops under the same names.
 */
public sealed interface Transform
    permits Distribute,
        EachPhase,
        ElideGuards,
        Fuse,
        HoistGuards,
        InlineEpilogue,
        Mark,
        PrefetchNext,
        Reorder,
        ReorderSum,
        Share,
        SinkGuards,
        Split,
        StageAccumulator,
        StageInput,
        StageLocal,
        SumPairs,
        Tensorize,
        WriteOut {
  /**
   * The nest after this step.
   *
   * @throws CompilerBug where the nest lacks a loop that is named, or the step would change results
   */
  Stmt apply(Stmt nest);

  /** The nest after all the steps, the first one first. */
  static Stmt applyAll(List<Transform> schedule, Stmt nest) {
    Stmt scheduled = nest;
    for (Transform step : schedule) {
      scheduled = step.apply(scheduled);
    }
    return scheduled;
  }

  /** A schedule is code, so that a step which cannot be taken is a mistake of ours. */
  default CompilerBug refusal(String reason) {
    return new CompilerBug("schedule", this + ": " + reason);
  }
}
