package org.cnnc.optimizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.program.Tail;
import org.cnnc.optimizer.schedule.Touch;

/**
 * Finds the steps before which threads need not meet: none of them touches what another one writes,
 * in this step or in those since threads met last. That is so where a step continues with the rows
 * or channels that each thread has computed itself, and where it has nothing to do with the steps
 * before, as the branches of a block; these may be shared dynamically, too.
 *
 * <p>Says no where it cannot tell, and of kernels in which threads meet.
 */
final class NeedlessBarriers {
  /** The most threads for which barriers are looked at; above, all are kept. */
  private static final int MAX_THREADS = 8;

  private final List<Kernel> kernels;

  /** By kernel and number of threads, what each thread touches. */
  private final Map<List<Integer>, List<List<Touch>>> touches = new HashMap<>();

  private NeedlessBarriers(List<Kernel> kernels) {
    this.kernels = kernels;
  }

  /** The program of a CPU's threads, without the barriers that it does not need. */
  static Program leaveOut(Program program) {
    NeedlessBarriers search = new NeedlessBarriers(program.kernels());
    Tail tail = program.tail();
    return program.withSteps(
        search.leaveOut(program.steps()),
        new Tail(
            tail.first(),
            tail.blocks().stream()
                .map(block -> new Tail.Block(block.images(), search.leaveOut(block.steps())))
                .toList()));
  }

  private List<Step> leaveOut(List<Step> steps) {
    List<Step> marked = new ArrayList<>();
    for (Step step : steps) {
      marked.add(step.withoutBarrierUpTo(threads(step, marked)));
    }
    return marked;
  }

  /** The most threads that the step and those before it leave apart, 1 where there are none. */
  private int threads(Step step, List<Step> before) {
    int threads = 1;
    while (threads < MAX_THREADS && areApart(step, before, threads + 1)) {
      threads++;
    }
    return threads;
  }

  private boolean areApart(Step step, List<Step> before, int threads) {
    for (int i = before.size() - 1; i >= 0; i--) {
      Step earlier = before.get(i);
      if (!areApart(earlier, step, threads)) {
        return false;
      }
      if (earlier.barrierFreeThreads() < threads) {
        return true;
      }
    }
    // Before the first of an image's or a block's steps all meet, or have not begun.
    return !before.isEmpty();
  }

  private boolean areApart(Step earlier, Step later, int threads) {
    if (kernel(earlier).body().meets() || kernel(later).body().meets()) {
      return false;
    }
    List<List<Touch>> first = touches(earlier, threads);
    List<List<Touch>> second = touches(later, threads);
    for (int t = 0; t < threads; t++) {
      for (int u = 0; u < threads; u++) {
        if (t != u && conflict(earlier, first.get(t), later, second.get(u))) {
          return false;
        }
      }
    }
    return true;
  }

  private List<List<Touch>> touches(Step step, int threads) {
    return touches.computeIfAbsent(
        List.of(step.kernel(), threads),
        _ -> {
          List<List<Touch>> byThread = new ArrayList<>();
          for (int thread = 0; thread < threads; thread++) {
            byThread.add(Touch.of(kernel(step).body(), thread, threads));
          }
          return byThread;
        });
  }

  private boolean conflict(Step earlier, List<Touch> first, Step later, List<Touch> second) {
    for (Touch a : first) {
      for (Touch b : second) {
        if ((a.isWrite() || b.isWrite()) && overlap(place(earlier, a), a, place(later, b), b)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether two touches may be of the same memory. */
  private static boolean overlap(Place first, Touch a, Place second, Touch b) {
    if (first.equals(second) && isLaidOutAlike(a.buffer(), b.buffer())) {
      return a.meets(b);
    }
    return switch (first) {
      case Place.Workspace(long offset) ->
          second instanceof Place.Workspace(long other)
              && offset < other + b.buffer().bytes()
              && other < offset + a.buffer().bytes();
      // What is gathered is kept while images are worked on: nothing else lies there.
      case Place.Input _, Place.Output _, Place.Weights _, Place.Gathered _ -> first.equals(second);
    };
  }

  private static boolean isLaidOutAlike(Buffer a, Buffer b) {
    return a.dtype() == b.dtype() && a.layout().equals(b.layout());
  }

  private Place place(Step step, Touch touch) {
    return step.arguments().get(kernel(step).parameters().indexOf(touch.buffer()));
  }

  private Kernel kernel(Step step) {
    return kernels.get(step.kernel());
  }
}
