package org.cnnc.ir.loop;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Simplifies indices and conditions by what is known of the loop variables' ranges. Its purpose is
 * that an index that was split and put together again, as blocked layouts do, becomes linear:
 * {@code (oc.o * 16 + oc.i) / 16} is {@code oc.o} where {@code oc.i} is less than 16.
 */
public final class Simplifier {
  private final Map<String, Interval> ranges;
  private final List<Bound> bounds;

  /** That a sum without constant is at most so large. */
  private record Bound(Linear sum, long most) {}

  /** Without any variables. */
  public Simplifier() {
    this(Map.of(), List.of());
  }

  private Simplifier(Map<String, Interval> ranges, List<Bound> bounds) {
    this.ranges = ranges;
    this.bounds = bounds;
  }

  /** The same knowledge, and that of a loop around. */
  public Simplifier inside(Axis axis) {
    Map<String, Interval> inner = new LinkedHashMap<>(ranges);
    inner.put(axis.name(), new Interval(0, Math.max(0, axis.extent() - 1)));
    List<Bound> ofOthers =
        bounds.stream().filter(bound -> !bound.sum.toExpr().mentions(axis)).toList();
    return new Simplifier(inner, ofOthers);
  }

  /**
   * The same knowledge, and that a condition holds: what comparisons of indices say of sums. Of
   * other conditions nothing is learnt.
   */
  public Simplifier assuming(Expr condition) {
    if (!(condition instanceof Expr.Binary(BinaryOp op, Expr a, Expr b))) {
      return this;
    }
    return switch (op) {
      case AND -> assuming(a).assuming(b);
      case LT -> assumingAtMost(a, b, -1);
      case LE -> assumingAtMost(a, b, 0);
      case GT -> assumingAtMost(b, a, -1);
      case GE -> assumingAtMost(b, a, 0);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW, EQ, NE, OR -> this;
    };
  }

  /** What is known of loops alone, without what was assumed. */
  public Simplifier withoutAssumptions() {
    return bounds.isEmpty() ? this : new Simplifier(ranges, List.of());
  }

  /** That {@code a - b} is at most so large. */
  private Simplifier assumingAtMost(Expr a, Expr b, long most) {
    if (!isIndex(a) || !isIndex(b)) {
      return this;
    }
    Linear difference = linear(a.minus(b));
    if (difference.isConstant()) {
      return this;
    }
    List<Bound> more = new ArrayList<>(bounds);
    more.add(new Bound(difference.withoutConstant(), most - difference.constant()));
    return new Simplifier(ranges, more);
  }

  /** An index in its shortest form. */
  public Expr simplify(Expr index) {
    return linear(index).toExpr();
  }

  /** An index as a sum of variables and of expressions that are not linear. */
  public Linear linear(Expr index) {
    return switch (index) {
      case Expr.Int(long value) -> Linear.of(value);
      case Expr.Var(String name) -> {
        Interval range = ranges.getOrDefault(name, Interval.UNKNOWN);
        yield range.min() == range.max() ? Linear.of(range.min()) : Linear.atom(index);
      }
      case Expr.Binary(BinaryOp op, Expr a, Expr b) -> binary(op, linear(a), linear(b));
      case Expr.Select(Expr condition, Expr then, Expr otherwise) -> {
        Optional<Boolean> decided = decide(condition);
        if (decided.isPresent()) {
          yield linear(decided.get() ? then : otherwise);
        }
        yield Linear.atom(new Expr.Select(condition, simplify(then), simplify(otherwise)));
      }
      case Expr.Load _ -> Linear.atom(index.mapOperands(this::simplify));
      case Expr.ToIndex _ -> Linear.atom(index);
      case Expr.Literal _, Expr.Unary _, Expr.ToFloat _ ->
          throw new IllegalArgumentException("not an index: " + index);
    };
  }

  private Linear binary(BinaryOp op, Linear a, Linear b) {
    return switch (op) {
      case ADD -> a.plus(b);
      case SUB -> a.plus(b.times(-1));
      case MUL -> {
        if (b.isConstant()) {
          yield a.times(b.constant());
        }
        yield a.isConstant()
            ? b.times(a.constant())
            : Linear.atom(new Expr.Binary(op, a.toExpr(), b.toExpr()));
      }
      case DIV ->
          b.isConstant() && b.constant() > 0
              ? divide(a, b.constant())
              : Linear.atom(new Expr.Binary(op, a.toExpr(), b.toExpr()));
      case MOD ->
          b.isConstant() && b.constant() > 0
              ? modulo(a, b.constant())
              : Linear.atom(new Expr.Binary(op, a.toExpr(), b.toExpr()));
      case MIN, MAX -> {
        Interval difference = range(a.plus(b.times(-1)));
        boolean min = op == BinaryOp.MIN;
        if (difference.max() <= 0) {
          yield min ? a : b;
        }
        yield difference.min() >= 0
            ? min ? b : a
            : Linear.atom(new Expr.Binary(op, a.toExpr(), b.toExpr()));
      }
      case POW, LT, LE, GT, GE, EQ, NE, AND, OR ->
          throw new IllegalArgumentException("not an index: " + op);
    };
  }

  /**
   * The terms of a sum that a number divides, and the others; each keeps its part of the constant.
   */
  private record Parts(Linear multiple, Linear rest) {
    /** {@code sum == multiple + rest}, every coefficient of the former a multiple of {@code d}. */
    static Parts of(Linear sum, long d) {
      Map<Expr, Long> multiple = new LinkedHashMap<>();
      Map<Expr, Long> rest = new LinkedHashMap<>();
      sum.terms().forEach((atom, c) -> (c % d == 0 ? multiple : rest).put(atom, c));
      long r = Math.floorMod(sum.constant(), d);
      return new Parts(new Linear(multiple, sum.constant() - r), new Linear(rest, r));
    }

    /** The multiple divided by {@code d}, which is exact. */
    Linear quotient(long d) {
      Map<Expr, Long> quotient = new LinkedHashMap<>();
      multiple.terms().forEach((atom, c) -> quotient.put(atom, c / d));
      return new Linear(quotient, multiple.constant() / d);
    }
  }

  private Linear divide(Linear a, long d) {
    if (d == 1) {
      return a;
    }
    Parts parts = Parts.of(a, d);
    Linear quotient = parts.quotient(d);
    Linear rest = parts.rest();
    Interval range = range(rest);
    long low = Math.floorDiv(range.min(), d);
    if (low == Math.floorDiv(range.max(), d)) {
      return quotient.plus(Linear.of(low));
    }
    long g = commonUnit(rest, d);
    if (g > 1) {
      return quotient.plus(divide(Parts.of(rest, g).quotient(g), d / g));
    }
    return quotient.plus(
        Linear.atom(new Expr.Binary(BinaryOp.DIV, rest.toExpr(), new Expr.Int(d))));
  }

  private Linear modulo(Linear a, long m) {
    if (m == 1) {
      return Linear.of(0);
    }
    Linear rest = Parts.of(a, m).rest();
    Interval range = range(rest);
    long low = Math.floorDiv(range.min(), m);
    if (low == Math.floorDiv(range.max(), m)) {
      return rest.plus(Linear.of(-low * m));
    }
    long g = commonUnit(rest, m);
    if (g > 1) {
      Parts parts = Parts.of(rest, g);
      return modulo(parts.quotient(g), m / g).times(g).plus(parts.rest());
    }
    return Linear.atom(new Expr.Binary(BinaryOp.MOD, rest.toExpr(), new Expr.Int(m)));
  }

  /**
   * A divisor {@code g > 1} of {@code d} such that the terms that are no multiples of it sum up to
   * less than it and at least 0: those are then lost in a division by {@code d}, and kept as they
   * are by the remainder. 1 where there is none.
   */
  private long commonUnit(Linear sum, long d) {
    long best = 1;
    for (long coefficient : sum.terms().values()) {
      long g = BigInteger.valueOf(coefficient).gcd(BigInteger.valueOf(d)).longValueExact();
      if (g > best && g < d && range(Parts.of(sum, g).rest()).isWithin(0, g)) {
        best = g;
      }
    }
    return best;
  }

  /** The values that an index can have. */
  public Interval range(Expr index) {
    return range(linear(index));
  }

  private Interval range(Linear sum) {
    Interval range = rangeOfTerms(sum);
    for (Bound bound : bounds) {
      long most = Math.min(range.max(), most(sum, bound));
      long least = Math.max(range.min(), -most(sum.times(-1), bound));
      if (least > most) {
        // Nothing has this value: the condition never holds.
        return range;
      }
      range = new Interval(least, most);
    }
    return range;
  }

  /** The most that a sum can be where a part of it, or a multiple of that, is bounded. */
  private long most(Linear sum, Bound bound) {
    Map.Entry<Expr, Long> first = bound.sum.terms().entrySet().iterator().next();
    long times = sum.terms().getOrDefault(first.getKey(), 0L) / first.getValue();
    Linear rest = sum.plus(bound.sum.times(-times));
    boolean isPart =
        times > 0 && bound.sum.terms().keySet().stream().noneMatch(rest.terms()::containsKey);
    return isPart ? times * bound.most + rangeOfTerms(rest).max() : Interval.UNKNOWN.max();
  }

  private Interval rangeOfTerms(Linear sum) {
    Interval range = Interval.of(sum.constant());
    for (Map.Entry<Expr, Long> term : sum.terms().entrySet()) {
      range = range.plus(atomRange(term.getKey()).times(term.getValue()));
    }
    return range;
  }

  private Interval atomRange(Expr atom) {
    return switch (atom) {
      case Expr.Var(String name) -> ranges.getOrDefault(name, Interval.UNKNOWN);
      case Expr.Int(long value) -> Interval.of(value);
      case Expr.Select(Expr _, Expr then, Expr otherwise) -> range(then).union(range(otherwise));
      case Expr.Binary(BinaryOp op, Expr a, Expr b) when b instanceof Expr.Int(long d) && d > 0 ->
          switch (op) {
            case DIV -> {
              Interval r = range(a);
              yield new Interval(Math.floorDiv(r.min(), d), Math.floorDiv(r.max(), d));
            }
            case MOD -> new Interval(0, d - 1);
            case MIN -> new Interval(Math.min(range(a).min(), d), Math.min(range(a).max(), d));
            case MAX -> new Interval(Math.max(range(a).min(), d), Math.max(range(a).max(), d));
            case ADD, SUB, MUL, POW, LT, LE, GT, GE, EQ, NE, AND, OR -> Interval.UNKNOWN;
          };
      case Expr.Binary _,
          Expr.Load _,
          Expr.Literal _,
          Expr.Unary _,
          Expr.ToFloat _,
          Expr.ToIndex _ ->
          Interval.UNKNOWN;
    };
  }

  /** What a condition on indices always is, where that is known. */
  public Optional<Boolean> decide(Expr condition) {
    if (!(condition instanceof Expr.Binary(BinaryOp op, Expr a, Expr b))) {
      return Optional.empty();
    }
    return switch (op) {
      case AND -> decideAnd(a, b);
      case OR -> {
        Optional<Boolean> left = decide(a);
        Optional<Boolean> right = decide(b);
        if (left.equals(Optional.of(true)) || right.equals(Optional.of(true))) {
          yield Optional.of(true);
        }
        yield left.isPresent() && right.isPresent() ? Optional.of(false) : Optional.empty();
      }
      case LT, LE, GT, GE, EQ, NE ->
          isIndex(a) && isIndex(b) ? decide(op, range(a.minus(b))) : Optional.empty();
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW ->
          throw new IllegalArgumentException("not a condition: " + condition);
    };
  }

  private Optional<Boolean> decideAnd(Expr a, Expr b) {
    Optional<Boolean> left = decide(a);
    Optional<Boolean> right = decide(b);
    if (left.equals(Optional.of(false)) || right.equals(Optional.of(false))) {
      return Optional.of(false);
    }
    return left.isPresent() && right.isPresent() ? Optional.of(true) : Optional.empty();
  }

  private static Optional<Boolean> decide(BinaryOp op, Interval difference) {
    long min = difference.min();
    long max = difference.max();
    return switch (op) {
      case LT -> max < 0 ? Optional.of(true) : min >= 0 ? Optional.of(false) : Optional.empty();
      case LE -> max <= 0 ? Optional.of(true) : min > 0 ? Optional.of(false) : Optional.empty();
      case GT -> decide(BinaryOp.LE, difference).map(holds -> !holds);
      case GE -> decide(BinaryOp.LT, difference).map(holds -> !holds);
      case EQ ->
          min == 0 && max == 0
              ? Optional.of(true)
              : min > 0 || max < 0 ? Optional.of(false) : Optional.empty();
      case NE -> decide(BinaryOp.EQ, difference).map(holds -> !holds);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW, AND, OR ->
          throw new IllegalArgumentException("not a comparison: " + op);
    };
  }

  private static boolean isIndex(Expr e) {
    return switch (e) {
      case Expr.Int _, Expr.Var _ -> true;
      case Expr.Binary(BinaryOp op, Expr a, Expr b) ->
          !op.isComparison() && isIndex(a) && isIndex(b);
      case Expr.Select(Expr _, Expr then, Expr otherwise) -> isIndex(then) && isIndex(otherwise);
      case Expr.Load _, Expr.Literal _, Expr.Unary _, Expr.ToFloat _, Expr.ToIndex _ -> false;
    };
  }
}
