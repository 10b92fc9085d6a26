package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;

/**
 * Elements of a kernel's parameter that one thread of a call may read or write.
 *
 * @param box for each physical dimension of the buffer's layout, the positions along it; what is
 *     really touched lies within
 */
public record Touch(Buffer buffer, boolean isWrite, List<Interval> box) {
  public Touch {
    box = List.copyOf(box);
  }

  /**
   * What a thread may touch: its range of each parallel loop, and all of each dynamic one, of which
   * nobody knows who does what. What stands beside those loops counts for every thread.
   *
   * @param thread from 0 to {@code threads - 1}
   */
  public static List<Touch> of(Stmt nest, int thread, int threads) {
    List<Touch> touches = new ArrayList<>();
    new Collector(thread, threads, touches).visit(nest, new Simplifier());
    return touches;
  }

  /** Whether both may touch the same element of memory in which both buffers lie alike. */
  public boolean meets(Touch other) {
    for (int d = 0; d < box.size(); d++) {
      Interval a = box.get(d);
      Interval b = other.box.get(d);
      if (a.max() < b.min() || b.max() < a.min()) {
        return false;
      }
    }
    return true;
  }

  private record Collector(int thread, int threads, List<Touch> touches) {
    void visit(Stmt s, Simplifier scope) {
      switch (s) {
        case Stmt.Loop(Axis axis, Stmt body) when axis.kind() == Kind.PARALLEL ->
            share(axis, body, scope);
        case Stmt.Loop(Axis axis, Stmt body) -> visit(body, scope.inside(axis));
        case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> visit(part, scope));
        case Stmt.Allocate(Buffer _, Stmt body) -> visit(body, scope);
        case Stmt.If(Expr condition, Stmt body) -> {
          add(new Stmt.If(condition, Stmt.seq()), scope);
          visit(body, scope);
        }
        case Stmt.Store _, Stmt.Accumulate _, Stmt.Prefetch _, Stmt.Barrier _ -> add(s, scope);
      }
    }

    /** The thread's contiguous range, the same as the backends'. */
    private void share(Axis axis, Stmt body, Simplifier scope) {
      long from = (long) axis.extent() * thread / threads;
      long to = (long) axis.extent() * (thread + 1) / threads;
      if (from < to) {
        Axis range = Axis.serial(axis.name(), Math.toIntExact(to - from));
        Stmt shifted = body.substitute(Map.of(axis.name(), axis.var().plus(from)));
        add(shifted, scope.inside(range));
      }
    }

    private void add(Stmt s, Simplifier scope) {
      for (Access access : Access.in(s, scope)) {
        if (access.buffer().space() == Space.GLOBAL) {
          touches.add(new Touch(access.buffer(), access.isWrite(), box(access)));
        }
      }
    }

    private static List<Interval> box(Access access) {
      List<Layout.Dim> dims = access.buffer().layout().dims();
      List<Interval> box = new ArrayList<>();
      for (int i = 0; i < dims.size(); i++) {
        Layout.Dim dim = dims.get(i);
        Interval index = access.scope().range(access.index().get(dim.axis()));
        long first = Math.floorDiv(index.min() + dim.offset(), dim.divisor());
        long last = Math.floorDiv(index.max() + dim.offset(), dim.divisor());
        boolean isOutermost = dims.subList(0, i).stream().noneMatch(d -> d.axis() == dim.axis());
        int extent = dim.extent();
        box.add(
            isOutermost
                ? new Interval(first, last)
                : Math.floorDiv(first, extent) == Math.floorDiv(last, extent)
                    ? new Interval(Math.floorMod(first, extent), Math.floorMod(last, extent))
                    : new Interval(0, extent - 1));
      }
      return box;
    }
  }
}
