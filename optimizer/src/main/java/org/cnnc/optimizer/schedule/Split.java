package org.cnnc.optimizer.schedule;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Makes one loop two: the inner one of {@code factor} iterations.
 *
 * <pre>
 * for a in 0..E { S }   ->   for a.o in 0..E/factor { for a.i in 0..factor { S[a := a.o * factor + a.i] } }
 * </pre>
 *
 * <p>Where the factor does not divide the extent, {@link Tail} says what becomes of the rest.
 */
public record Split(String axis, int factor, Tail tail) implements Transform {
  /** What becomes of the {@code E mod factor} iterations that do not fill an inner loop. */
  public enum Tail {
    /**
     * They follow as a second pair of loops with the same names: {@code a.o} in 0..1, {@code a.i}
     * in 0..(E mod factor), and the index shifted by a constant.
     */
    PEEL,
    /**
     * The inner loop always has {@code factor} iterations. Those past the end work on the room that
     * the layouts leave there: every index by the axis must lie in memory, and every element that
     * they write must lie outside of its tensor.
     */
    ROUND_UP,
    /**
     * The inner loop always has {@code factor} iterations. Those past the end do nothing: an {@code
     * if} stands within the loops that stand directly in this one.
     */
    GUARD
  }

  public Split {
    if (factor < 1) {
      throw new IllegalArgumentException("factor " + factor);
    }
  }

  public Split(String axis, int factor) {
    this(axis, factor, Tail.PEEL);
  }

  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, axis, nest, this::split);
  }

  private Stmt split(Stmt.Loop loop, Simplifier around) {
    if (loop.axis().kind() != Kind.SERIAL) {
      throw refusal("%s is marked %s already".formatted(axis, loop.axis().kind().text()));
    }
    int extent = loop.axis().extent();
    int full = extent / factor;
    int rest = extent % factor;
    if (rest == 0) {
      return pair(loop.body(), full, factor, 0);
    }
    return switch (tail) {
      case PEEL -> {
        Stmt last = pair(loop.body(), 1, rest, full * factor);
        yield full == 0 ? last : Stmt.seq(pair(loop.body(), full, factor, 0), last);
      }
      case ROUND_UP -> {
        checkRoom(loop, around);
        yield pair(loop.body(), full + 1, factor, 0);
      }
      case GUARD -> {
        Expr isInside = loop.axis().var().compare(BinaryOp.LT, Expr.of(extent));
        yield pair(guarded(isInside, loop.body()), full + 1, factor, 0);
      }
    };
  }

  private static Stmt guarded(Expr condition, Stmt s) {
    return s instanceof Stmt.Loop(Axis axis, Stmt body)
        ? new Stmt.Loop(axis, guarded(condition, body))
        : new Stmt.If(condition, s);
  }

  private Stmt pair(Stmt body, int outerExtent, int innerExtent, int shift) {
    Axis outer = Axis.serial(axis + ".o", outerExtent);
    Axis inner = Axis.serial(axis + ".i", innerExtent);
    Expr value = outer.var().times(factor).plus(inner.var()).plus(shift);
    return Stmt.loops(List.of(outer, inner), body.substitute(Map.of(axis, value)));
  }

  private void checkRoom(Stmt.Loop loop, Simplifier around) {
    int extent = loop.axis().extent();
    Axis overhang = Axis.serial(axis, Math.ceilDiv(extent, factor) * factor - extent);
    // A variable that counts from the loop's old end.
    Map<String, Expr> pastEnd = Map.of(axis, overhang.var().plus(extent));
    Stmt body = loop.body().substitute(pastEnd);
    Simplifier inside = around.inside(overhang);
    if (!Independence.holds(loop.axis(), loop.body(), Set.of(), around.inside(loop.axis()))) {
      throw refusal("iterations of %s depend on each other".formatted(axis));
    }
    for (Access a : Access.in(body, inside)) {
      boolean fits = !a.isWrite();
      for (int d = 0; d < a.index().size(); d++) {
        if (!a.index().get(d).mentions(Set.of(axis))) {
          continue;
        }
        Interval range = a.scope().range(a.index().get(d));
        var layout = a.buffer().layout();
        if (!a.guarded() && !range.isWithin(layout.lowest(d), layout.limit(d))) {
          throw refusal("%s has no room for index %d in %s".formatted(a.buffer().name(), d, range));
        }
        fits |= range.min() >= a.buffer().shape().get(d);
      }
      if (!fits) {
        throw refusal("%s would be written past its end".formatted(a.buffer().name()));
      }
    }
  }
}
