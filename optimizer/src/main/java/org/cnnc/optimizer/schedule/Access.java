package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * A place where a nest reads or writes a buffer that exists outside of it.
 *
 * @param guarded whether a {@code select} or an {@code if} decides if it happens
 * @param guards knows the ranges of all loops around the access, and what holds where it happens
 */
record Access(
    Buffer buffer, List<Expr> index, boolean isWrite, boolean guarded, Simplifier guards) {
  /** Knows the ranges of all loops around the access. */
  Simplifier scope() {
    return guards.withoutAssumptions();
  }

  /** All accesses in {@code s} to buffers that are not allocated within, in textual order. */
  static List<Access> in(Stmt s, Simplifier around) {
    Collector collector = new Collector();
    collector.visit(s, new Around(around, false));
    return collector.accesses;
  }

  /** The names of all loops in {@code s}. */
  static Set<String> loopsIn(Stmt s) {
    Set<String> names = new HashSet<>();
    collectLoops(s, names);
    return names;
  }

  private static void collectLoops(Stmt s, Set<String> names) {
    if (s instanceof Stmt.Loop(var axis, Stmt _)) {
      names.add(axis.name());
    }
    s.parts().forEach(part -> collectLoops(part, names));
  }

  /** What is known where an access happens. */
  private record Around(Simplifier guards, boolean guarded) {
    Around inside(Axis axis) {
      return new Around(guards.inside(axis), guarded);
    }

    Around where(Expr condition) {
      return new Around(guards.assuming(condition), true);
    }

    Around guardedByAnything() {
      return new Around(guards, true);
    }
  }

  private static final class Collector {
    private final List<Access> accesses = new ArrayList<>();
    private final Set<String> allocated = new HashSet<>();

    void visit(Stmt s, Around around) {
      switch (s) {
        case Stmt.Loop(var axis, Stmt body) -> visit(body, around.inside(axis));
        case Stmt.If(Expr condition, Stmt body) -> {
          visit(condition, around);
          visit(body, around.where(condition));
        }
        case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> visit(part, around));
        case Stmt.Allocate(Buffer buffer, Stmt body) -> {
          allocated.add(buffer.name());
          visit(body, around);
        }
        case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) -> {
          add(buffer, index, true, around);
          visit(value, around);
        }
        case Stmt.Accumulate(Buffer buffer, List<Expr> index, var _, Expr value) -> {
          add(buffer, index, true, around);
          visit(value, around);
        }
        case Stmt.Prefetch _, Stmt.Barrier _ -> {}
      }
    }

    private void visit(Expr e, Around around) {
      switch (e) {
        case Expr.Int _, Expr.Literal _, Expr.Var _ -> {}
        case Expr.Load(Buffer buffer, List<Expr> index) -> add(buffer, index, false, around);
        case Expr.Binary(var _, Expr a, Expr b) -> {
          visit(a, around);
          visit(b, around);
        }
        case Expr.Unary(var _, Expr operand) -> visit(operand, around);
        case Expr.ToFloat(Expr index) -> visit(index, around);
        case Expr.ToIndex(Expr number) -> visit(number, around);
        case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
          visit(condition, around);
          visit(then, around.where(condition));
          visit(otherwise, around.guardedByAnything());
        }
      }
    }

    private void add(Buffer buffer, List<Expr> index, boolean isWrite, Around around) {
      if (!allocated.contains(buffer.name())) {
        accesses.add(new Access(buffer, index, isWrite, around.guarded, around.guards));
      }
      index.forEach(i -> visit(i, around));
    }
  }
}
