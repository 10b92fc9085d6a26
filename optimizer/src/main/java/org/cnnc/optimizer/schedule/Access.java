package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * A place where a nest reads or writes a buffer that exists outside of it.
 *
 * @param scope knows the ranges of all loops around the access
 * @param guarded whether a {@code select} or an {@code if} decides if it happens
 */
record Access(Buffer buffer, List<Expr> index, boolean isWrite, boolean guarded, Simplifier scope) {

  /** All accesses in {@code s} to buffers that are not allocated within, in textual order. */
  static List<Access> in(Stmt s, Simplifier around) {
    Collector collector = new Collector();
    collector.visit(s, around, false);
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

  private static final class Collector {
    private final List<Access> accesses = new ArrayList<>();
    private final Set<String> allocated = new HashSet<>();

    void visit(Stmt s, Simplifier scope, boolean guarded) {
      switch (s) {
        case Stmt.Loop(var axis, Stmt body) -> visit(body, scope.inside(axis), guarded);
        case Stmt.If(Expr condition, Stmt body) -> {
          visit(condition, scope, guarded);
          visit(body, scope, true);
        }
        case Stmt.Seq(List<Stmt> body) -> body.forEach(part -> visit(part, scope, guarded));
        case Stmt.Allocate(Buffer buffer, Stmt body) -> {
          allocated.add(buffer.name());
          visit(body, scope, guarded);
        }
        case Stmt.Store(Buffer buffer, List<Expr> index, Expr value) -> {
          add(buffer, index, true, scope, guarded);
          visit(value, scope, guarded);
        }
        case Stmt.Accumulate(Buffer buffer, List<Expr> index, var _, Expr value) -> {
          add(buffer, index, true, scope, guarded);
          visit(value, scope, guarded);
        }
        case Stmt.Prefetch _, Stmt.Barrier _ -> {}
      }
    }

    private void visit(Expr e, Simplifier scope, boolean guarded) {
      switch (e) {
        case Expr.Int _, Expr.Literal _, Expr.Var _ -> {}
        case Expr.Load(Buffer buffer, List<Expr> index) ->
            add(buffer, index, false, scope, guarded);
        case Expr.Binary(var _, Expr a, Expr b) -> {
          visit(a, scope, guarded);
          visit(b, scope, guarded);
        }
        case Expr.Unary(var _, Expr operand) -> visit(operand, scope, guarded);
        case Expr.ToFloat(Expr index) -> visit(index, scope, guarded);
        case Expr.ToIndex(Expr number) -> visit(number, scope, guarded);
        case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
          visit(condition, scope, guarded);
          visit(then, scope, true);
          visit(otherwise, scope, true);
        }
      }
    }

    private void add(
        Buffer buffer, List<Expr> index, boolean isWrite, Simplifier scope, boolean guarded) {
      if (!allocated.contains(buffer.name())) {
        accesses.add(new Access(buffer, index, isWrite, guarded, scope));
      }
      index.forEach(i -> visit(i, scope, guarded));
    }
  }
}
