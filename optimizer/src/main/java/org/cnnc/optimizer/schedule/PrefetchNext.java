package org.cnnc.optimizer.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Asks, while an iteration of {@code outer} runs, for what the next one reads of a buffer. The
 * iterations of {@code share} all read the same of it, but only the first one from afar: now each
 * asks for a part of what comes next, so that memory is never idle.
 *
 * <pre>
 * for o { for s in 0..S { for k { for i in 0..I { acc += w[o, k, i] } } } }   ->
 * for o { for s in 0..S { for k {
 *   unrolled p in 0..I/S { prefetch w[o + 1, k, s * (I/S) + p] }
 *   for i in 0..I { acc += w[o, k, i] }
 * } } }
 * </pre>
 *
 * <p>Where S does not divide I, parts are rounded up. The last iteration of {@code outer} asks for
 * what lies behind the buffer. Within {@code inner} the innermost loop goes along a vector, of
 * which the first element is asked for, and any other one over vectors side by side.
 *
 * @param step how many vectors side by side lie in a line of the cache
 */
public record PrefetchNext(String buffer, String outer, String share, String inner, int step)
    implements Transform {
  @Override
  public Stmt apply(Stmt nest) {
    return NamedLoops.rewrite(this, outer, nest, this::inOuter);
  }

  private Stmt inOuter(Stmt.Loop loop, Simplifier around) {
    Shares shares = new Shares(iterations(loop.body()));
    return new Stmt.Loop(
        loop.axis(), NamedLoops.rewrite(this, share, loop.body(), shares::inShare));
  }

  /** How many iterations of {@code share} there are in all of its loops. */
  private int iterations(Stmt s) {
    return s instanceof Stmt.Loop(Axis axis, Stmt _) && axis.name().equals(share)
        ? axis.extent()
        : s.parts().stream().mapToInt(this::iterations).sum();
  }

  /** Numbers the iterations of {@code share} throughout its loops, of which a tail is another. */
  private final class Shares {
    private final int count;
    private int before;

    Shares(int count) {
      this.count = count;
    }

    Stmt inShare(Stmt.Loop loop, Simplifier around) {
      Expr number = loop.axis().var().plus(before);
      before += loop.axis().extent();
      return new Stmt.Loop(
          loop.axis(),
          NamedLoops.rewrite(
              PrefetchNext.this,
              inner,
              loop.body(),
              (sum, _) -> Stmt.seq(prefetches(sum, number, count), sum)));
    }
  }

  private Stmt prefetches(Stmt.Loop sum, Expr number, int count) {
    Axis part = unrolled(sum.axis(), Math.ceilDiv(sum.axis().extent(), count));
    Access read = read(sum);
    Map<String, Expr> next = new HashMap<>();
    next.put(outer, new Expr.Var(outer).plus(1));
    next.put(inner, number.times(part.extent()).plus(part.var()));
    List<Axis> axes = new ArrayList<>(List.of(part));
    List<Axis> within = axesIn(sum.body());
    for (Axis vectors : within.subList(0, within.size() - 1)) {
      if (mentions(read, vectors.name())) {
        Axis lines = unrolled(vectors, Math.ceilDiv(vectors.extent(), step));
        axes.add(lines);
        next.put(vectors.name(), lines.var().times(step));
      }
    }
    next.put(within.getLast().name(), Expr.of(0));
    List<Expr> index = read.index().stream().map(i -> i.substitute(next)).toList();
    return Stmt.loops(axes, new Stmt.Prefetch(read.buffer(), index, false));
  }

  private static Axis unrolled(Axis like, int extent) {
    return new Axis("next." + like.name(), extent, Kind.UNROLLED);
  }

  /**
   * The one place where the buffer is read, by other indices in each iteration of {@code outer}.
   */
  private Access read(Stmt.Loop sum) {
    List<Access> reads =
        Access.in(sum, new Simplifier()).stream()
            .filter(access -> access.buffer().name().equals(buffer))
            .toList();
    if (reads.size() != 1 || reads.getFirst().isWrite()) {
      throw refusal("%s is not read in one place".formatted(buffer));
    }
    Access read = reads.getFirst();
    if (!mentions(read, outer) || mentions(read, share)) {
      throw refusal("%s is not what all of %s read for one %s".formatted(buffer, share, outer));
    }
    return read;
  }

  private static boolean mentions(Access access, String axis) {
    return access.index().stream().anyMatch(i -> i.mentions(Set.of(axis)));
  }

  /** The loops that stand directly within each other, outermost first. */
  private List<Axis> axesIn(Stmt s) {
    List<Axis> axes = new ArrayList<>();
    Stmt rest = s;
    while (rest instanceof Stmt.Loop(Axis axis, Stmt body)) {
      axes.add(axis);
      rest = body;
    }
    if (axes.isEmpty()) {
      throw refusal("there is no vector in " + inner);
    }
    return axes;
  }
}
