package org.cnnc.optimizer.schedule;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Interval;
import org.cnnc.ir.loop.Linear;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;

/**
 * Whether the iterations of a loop may run in any order, or at once: no iteration writes an element
 * that another one reads or writes. Shown by the indices: in some dimension, the loop's variable
 * moves the index farther than everything else in the loop can.
 *
 * <p>Says no where it cannot tell.
 */
final class Independence {
  /** Loops of more iterations than this are not tried out one by one. */
  private static final int MAX_ENUMERATED = 1 << 20;

  private final Axis axis;
  private final Set<String> inner;

  private Independence(Axis axis, Set<String> inner) {
    this.axis = axis;
    this.inner = inner;
  }

  /**
   * Whether the loop over {@code axis} is independent.
   *
   * @param body what runs in each iteration
   * @param alsoInner loops between {@code axis} and {@code body}, or around it, that may take other
   *     values in other iterations
   * @param around knows the ranges of all loops around {@code body}
   */
  static boolean holds(Axis axis, Stmt body, Set<String> alsoInner, Simplifier around) {
    if (axis.extent() <= 1) {
      return true;
    }
    Set<String> inner = new HashSet<>(Access.loopsIn(body));
    inner.addAll(alsoInner);
    inner.remove(axis.name());
    Independence test = new Independence(axis, inner);
    List<Access> accesses = Access.in(body, around.inside(axis));
    return accesses.stream()
        .filter(Access::isWrite)
        .map(a -> a.buffer().name())
        .distinct()
        .allMatch(
            name ->
                test.separates(
                    accesses.stream().filter(a -> a.buffer().name().equals(name)).toList()));
  }

  /** Whether the accesses, all to one buffer, touch other elements in each iteration. */
  private boolean separates(List<Access> accesses) {
    List<Expr> separating = new ArrayList<>();
    for (int d = 0; d < accesses.getFirst().index().size(); d++) {
      int dim = d;
      List<Optional<Parts>> parts = accesses.stream().map(a -> parts(a, dim)).toList();
      if (parts.stream().allMatch(Optional::isPresent)) {
        separatingAtom(parts.stream().map(Optional::orElseThrow).toList())
            .ifPresent(separating::add);
      }
    }
    return separating.contains(axis.var()) || isInjective(separating);
  }

  /**
   * One index of an access: {@code step * own + near + far + fixed}.
   *
   * @param own what depends on the axis
   * @param near the values of what inner loops add in steps smaller than {@code step}, and of the
   *     constant
   * @param both those of {@code step * own + near}, which is less than the sum of both where a
   *     guard bounds what a split loop's tail adds
   * @param farUnit divides all that inner loops add in larger steps; 0 where they add nothing
   * @param fixed what depends on the loops around alone
   */
  private record Parts(
      Expr own, long step, Interval near, Interval both, long farUnit, Linear fixed) {}

  /** The parts of an index; empty where it does not depend on the axis in one place. */
  private Optional<Parts> parts(Access access, int dim) {
    Linear index = access.scope().linear(access.index().get(dim));
    List<Map.Entry<Expr, Long>> owns =
        index.terms().entrySet().stream().filter(term -> term.getKey().mentions(axis)).toList();
    if (owns.size() != 1) {
      return Optional.empty();
    }
    Map.Entry<Expr, Long> own = owns.getFirst();
    Expr near = Expr.of(index.constant());
    long farUnit = 0;
    Expr fixed = Expr.of(0);
    for (Map.Entry<Expr, Long> term : index.terms().entrySet()) {
      Expr product = term.getKey().times(term.getValue());
      if (term.equals(own)) {
        continue;
      }
      if (!term.getKey().mentions(inner)) {
        fixed = fixed.plus(product);
      } else if (Math.abs(term.getValue()) < Math.abs(own.getValue())) {
        near = near.plus(product);
      } else {
        farUnit = gcd(farUnit, term.getValue());
      }
    }
    return Optional.of(
        new Parts(
            own.getKey(),
            own.getValue(),
            access.guards().range(near),
            access.guards().range(near.plus(own.getKey().times(own.getValue()))),
            farUnit,
            // Without ranges, since all that are known went into `index`.
            new Simplifier().linear(fixed)));
  }

  /**
   * What depends on the axis in an index, if two values of it never give the same index, whatever
   * the inner loops add: what they add in small steps is less than one step of the axis, and all of
   * that together is less than one of their large steps.
   */
  private Optional<Expr> separatingAtom(List<Parts> accesses) {
    Parts first = accesses.getFirst();
    Interval near = first.near;
    Interval both = first.both;
    long farUnit = 0;
    for (Parts p : accesses) {
      if (!p.own.equals(first.own) || p.step != first.step || !p.fixed.equals(first.fixed)) {
        return Optional.empty();
      }
      near = near.union(p.near);
      both = both.union(p.both);
      farUnit = gcd(farUnit, p.farUnit);
    }
    boolean outrunsNear = near.max() - near.min() < Math.abs(first.step);
    boolean fitsIntoFar = farUnit == 0 || both.max() - both.min() < farUnit;
    return outrunsNear && fitsIntoFar ? Optional.of(first.own) : Optional.empty();
  }

  /** Whether two values of the axis always differ in one of the atoms, such as f/8 and f%8. */
  private boolean isInjective(List<Expr> atoms) {
    if (atoms.isEmpty() || axis.extent() > MAX_ENUMERATED) {
      return false;
    }
    Set<List<Expr>> seen = new HashSet<>();
    for (long value = 0; value < axis.extent(); value++) {
      Map<String, Expr> values = Map.of(axis.name(), Expr.of(value));
      List<Expr> tuple =
          atoms.stream().map(a -> new Simplifier().simplify(a.substitute(values))).toList();
      if (!tuple.stream().allMatch(e -> e instanceof Expr.Int) || !seen.add(tuple)) {
        return false;
      }
    }
    return true;
  }

  private static long gcd(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact();
  }
}
