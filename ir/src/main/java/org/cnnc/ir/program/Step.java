package org.cnnc.ir.program;

import java.util.List;
import org.cnnc.ir.Origin;

/**
 * One kernel run on its arguments, in the order of its parameters. All threads finish a step before
 * any begins the next, but where that would be needless.
 *
 * @param kernel the position in the program's list
 * @param macs multiply-accumulates for one image, 0 where none
 * @param barrierFreeThreads up to how many threads need not meet before the step, because none
 *     touches what another one writes since they met last; 1 where more always meet
 */
public record Step(
    int kernel, List<Place> arguments, Origin origin, long macs, int barrierFreeThreads) {
  public Step {
    arguments = List.copyOf(arguments);
  }

  /** A step before which threads meet. */
  public Step(int kernel, List<Place> arguments, Origin origin, long macs) {
    this(kernel, arguments, origin, macs, 1);
  }

  /** The same step, before which so many threads need not meet. */
  public Step withoutBarrierUpTo(int threads) {
    return new Step(kernel, arguments, origin, macs, threads);
  }
}
