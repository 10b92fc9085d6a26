package org.cnnc.ir.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Simplified indices have the value of the originals, and blocked layouts become linear. */
class SimplifierTest {
  private static final Axis OUTER = Axis.serial("o", 4);
  private static final Axis MIDDLE = Axis.serial("m", 4);
  private static final Axis INNER = Axis.serial("i", 16);
  private static final List<Axis> AXES = List.of(OUTER, MIDDLE, INNER);

  private static final List<BinaryOp> COMPARISONS =
      List.of(BinaryOp.LT, BinaryOp.LE, BinaryOp.GT, BinaryOp.GE, BinaryOp.EQ, BinaryOp.NE);

  private static Simplifier simplifier() {
    Simplifier s = new Simplifier();
    for (Axis axis : AXES) {
      s = s.inside(axis);
    }
    return s;
  }

  @Test
  void splitIndexInBlockedLayoutIsLinear() {
    Layout layout = Layout.blocked(List.of(1, 256, 7, 7), 1, 16);
    Expr channel = OUTER.var().times(64).plus(MIDDLE.var().times(16)).plus(INNER.var());
    List<Expr> index = List.of(Expr.of(0), channel, Expr.of(2), Expr.of(3));
    Linear position = simplifier().linear(layout.position(index));
    assertEquals(
        Map.of(OUTER.var(), 4L * 784, MIDDLE.var(), 784L, INNER.var(), 1L), position.terms());
    assertEquals((2 * 7 + 3) * 16, position.constant());
  }

  @Test
  void groupOfSplitChannelDependsOnTheBlockAlone() {
    Expr channel = OUTER.var().times(64).plus(MIDDLE.var().times(16)).plus(INNER.var());
    Linear group = simplifier().linear(channel.dividedBy(32));
    assertEquals(2L, group.coefficient(OUTER.var()));
    assertEquals(0L, group.coefficient(INNER.var()));
  }

  @Test
  void aRestThatReachesTheUnitIsNotLostInADivision() {
    // m + 1 is 1 to 4: at 4 it carries into o * 4.
    Expr index = OUTER.var().times(4).plus(MIDDLE.var()).plus(1);
    for (long o = 0; o < OUTER.extent(); o++) {
      for (long m = 0; m < MIDDLE.extent(); m++) {
        Map<String, Long> point = Map.of("o", o, "m", m);
        for (Expr e : List.of(index.dividedBy(8), index.modulo(8))) {
          assertEquals(value(e, point), value(simplifier().simplify(e), point), e + " at " + point);
        }
      }
    }
  }

  @Test
  void decidesPaddingByRange() {
    Simplifier s = simplifier();
    Expr row = INNER.var().plus(-1);
    assertEquals(Optional.empty(), s.decide(row.compare(BinaryOp.GE, Expr.of(0))));
    assertEquals(Optional.of(true), s.decide(row.compare(BinaryOp.GE, Expr.of(-1))));
    assertEquals(Optional.of(false), s.decide(row.compare(BinaryOp.GT, Expr.of(14))));
  }

  @Test
  void decidesComparisonsAtTheEndsOfTheRange() {
    Simplifier s = simplifier();
    for (BinaryOp op : COMPARISONS) {
      for (int bound = -1; bound <= INNER.extent(); bound++) {
        Expr condition = INNER.var().compare(op, Expr.of(bound));
        Set<Boolean> outcomes = new HashSet<>();
        for (long i = 0; i < INNER.extent(); i++) {
          outcomes.add(holds(condition, Map.of("i", i)));
        }
        Optional<Boolean> expected =
            outcomes.size() == 1 ? Optional.of(outcomes.iterator().next()) : Optional.empty();
        assertEquals(expected, s.decide(condition), condition::toString);
      }
    }
  }

  @Test
  void decidesRandomConditionsAsTheyTurnOut() {
    long seed = 20261123;
    SplittableRandom random = new SplittableRandom(seed);
    int decided = 0;
    for (int round = 0; round < 20_000; round++) {
      Expr condition = randomCondition(random, 2);
      Optional<Boolean> always = simplifier().decide(condition);
      decided += always.isPresent() ? 1 : 0;
      for (int sample = 0; always.isPresent() && sample < 8; sample++) {
        Map<String, Long> point = point(random);
        String message = "seed %d: %s at %s".formatted(seed, condition, point);
        assertEquals(holds(condition, point), always.get(), message);
      }
    }
    assertTrue(decided > 1000, "only %d conditions were decided".formatted(decided));
  }

  @Test
  void knowsTheRangeOfWhatAGuardBounds() {
    Expr split = MIDDLE.var().times(16).plus(INNER.var());
    Simplifier guarded = simplifier().assuming(split.compare(BinaryOp.LT, Expr.of(50)));

    assertEquals(new Interval(0, 63), simplifier().range(split));
    assertEquals(new Interval(0, 49), guarded.range(split));
    assertEquals(new Interval(1, 99), guarded.range(split.times(2).plus(1)));
    assertEquals(new Interval(-49, 0), guarded.range(split.times(-1)));
    assertEquals(new Interval(0, 49 + 3 * 100), guarded.range(OUTER.var().times(100).plus(split)));
    assertEquals(new Interval(15, 63), guarded.range(MIDDLE.var().times(16).plus(15)));
    assertEquals(
        new Interval(0, 63),
        guarded.inside(INNER).range(split),
        "another loop of this name is not what was bounded");
  }

  @Test
  void randomConditionsBoundWhatTheyHoldFor() {
    long seed = 20261122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      Expr bounded = randomIndex(random, 3);
      long bound = random.nextLong(-40, 80);
      Expr condition = bounded.compare(BinaryOp.LT, Expr.of(bound));
      Expr index = bounded.times(random.nextLong(-3, 4)).plus(randomIndex(random, 2));
      Interval range = simplifier().assuming(condition).range(index);
      for (int sample = 0; sample < 8; sample++) {
        Map<String, Long> point = point(random);
        if (value(bounded, point) < bound) {
          long value = value(index, point);
          assertEquals(
              true,
              range.min() <= value && value <= range.max(),
              "seed %d: %s where %s at %s".formatted(seed, index, condition, point));
        }
      }
    }
  }

  @Test
  void keepsTheValueOfRandomIndices() {
    long seed = 20261122;
    SplittableRandom random = new SplittableRandom(seed);
    Simplifier s = simplifier();
    for (int round = 0; round < 20_000; round++) {
      Expr index = randomIndex(random, 4);
      Expr simple = s.simplify(index);
      Interval range = s.range(index);
      for (int sample = 0; sample < 8; sample++) {
        Map<String, Long> point = point(random);
        long expected = value(index, point);
        String message = "seed %d: %s at %s".formatted(seed, index, point);
        assertEquals(expected, value(simple, point), message);
        assertEquals(true, range.min() <= expected && expected <= range.max(), message);
      }
    }
  }

  private static Map<String, Long> point(SplittableRandom random) {
    return Map.of(
        "o", random.nextLong(OUTER.extent()),
        "m", random.nextLong(MIDDLE.extent()),
        "i", random.nextLong(INNER.extent()));
  }

  private static Expr randomIndex(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return random.nextInt(3) == 0
          // Small numbers as often as all: they move ranges just past a multiple.
          ? Expr.of(random.nextBoolean() ? random.nextInt(-4, 5) : random.nextInt(-20, 80))
          : AXES.get(random.nextInt(3)).var();
    }
    Expr a = randomIndex(random, depth - 1);
    long number = 1L << random.nextInt(7);
    long odd = random.nextInt(1, 12);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> a.plus(randomIndex(random, depth - 1));
      case 3 -> a.times(random.nextBoolean() ? number : odd);
      case 4 -> a.dividedBy(random.nextBoolean() ? number : odd);
      case 5 -> a.modulo(random.nextBoolean() ? number : odd);
      case 6 -> a.minus(randomIndex(random, depth - 1));
      default ->
          new Expr.Binary(
              random.nextBoolean() ? BinaryOp.MIN : BinaryOp.MAX,
              a,
              randomIndex(random, depth - 1));
    };
  }

  private static Expr randomCondition(SplittableRandom random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      Expr a = randomCondition(random, depth - 1);
      Expr b = randomCondition(random, depth - 1);
      return new Expr.Binary(random.nextBoolean() ? BinaryOp.AND : BinaryOp.OR, a, b);
    }
    BinaryOp op = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
    return randomIndex(random, 2).compare(op, randomIndex(random, 1));
  }

  private static boolean holds(Expr condition, Map<String, Long> point) {
    if (!(condition instanceof Expr.Binary(BinaryOp op, Expr left, Expr right))) {
      throw new AssertionError(condition);
    }
    return switch (op) {
      case AND -> holds(left, point) && holds(right, point);
      case OR -> holds(left, point) || holds(right, point);
      case LT -> value(left, point) < value(right, point);
      case LE -> value(left, point) <= value(right, point);
      case GT -> value(left, point) > value(right, point);
      case GE -> value(left, point) >= value(right, point);
      case EQ -> value(left, point) == value(right, point);
      case NE -> value(left, point) != value(right, point);
      case ADD, SUB, MUL, DIV, MOD, MIN, MAX, POW -> throw new AssertionError(op);
    };
  }

  private static long value(Expr e, Map<String, Long> point) {
    return switch (e) {
      case Expr.Int(long v) -> v;
      case Expr.Var(String name) -> point.get(name);
      case Expr.Binary(BinaryOp op, Expr left, Expr right) -> {
        long a = value(left, point);
        long b = value(right, point);
        yield switch (op) {
          case ADD -> a + b;
          case SUB -> a - b;
          case MUL -> a * b;
          case DIV -> Math.floorDiv(a, b);
          case MOD -> Math.floorMod(a, b);
          case MIN -> Math.min(a, b);
          case MAX -> Math.max(a, b);
          case POW, LT, LE, GT, GE, EQ, NE, AND, OR -> throw new AssertionError(op);
        };
      }
      case Expr.Load _,
          Expr.Literal _,
          Expr.Unary _,
          Expr.Select _,
          Expr.ToFloat _,
          Expr.ToIndex _ ->
          throw new AssertionError(e);
    };
  }
}
