package org.cnnc.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;
import org.junit.jupiter.api.Test;

/**
 * Random transforms of random convolutions: what a transform does not refuse leaves every bit of
 * the result as it was, and the interpreter finds no access out of bounds, no race, and no register
 * that is read before it is written.
 */
class RandomScheduleTest {
  private static final int NESTS = 300;
  private static final int STEPS = 8;
  private static final List<Kind> KINDS = List.of(Kind.values());

  @Test
  void schedulesKeepEveryBit() {
    int applied = 0;
    for (int seed = 0; seed < NESTS; seed++) {
      Random random = new Random(seed);
      Nests.Conv conv = conv(random);
      Buffer x = layOut(conv.x(), conv.padding(), random);
      Stmt naive = conv.naive(x, layOut(conv.y(), 0, random));
      List<Transform> schedule = new ArrayList<>();
      Stmt scheduled = naive;
      for (int step = 0; step < STEPS; step++) {
        Transform transform = transform(loops(scheduled), random);
        try {
          scheduled = transform.apply(scheduled);
          schedule.add(transform);
        } catch (CompilerBug refused) {
          // As good as any other outcome: the schedule goes on without this step.
          assertEquals("schedule", refused.pass());
        }
      }
      applied += schedule.size();
      check(naive, scheduled, seed, conv + " " + schedule);
    }
    assertTrue(applied > NESTS * STEPS / 4, "only %d transforms applied".formatted(applied));
  }

  private static Nests.Conv conv(Random random) {
    int kernel = 1 + random.nextInt(3);
    return new Nests.Conv(
        1 + random.nextInt(3),
        1 + random.nextInt(9),
        kernel + random.nextInt(5),
        kernel,
        1 + random.nextInt(2),
        random.nextInt(kernel));
  }

  /** Row-major or in blocks of four channels, with room for the padding or without. */
  private static Buffer layOut(Buffer b, int halo, Random random) {
    Layout layout = random.nextBoolean() ? b.layout() : Layout.blocked(b.shape(), 1, 4);
    return b.withLayout(
        random.nextBoolean() ? layout : layout.withHalo(2, halo, halo).withHalo(3, halo, halo));
  }

  /** The memory of the logical elements alone is compared: padding may hold anything. */
  private static void check(Stmt naive, Stmt scheduled, int seed, String what) {
    Map<String, float[]> expected = Nests.run(naive, seed);
    Map<String, float[]> actual;
    try {
      actual = Nests.run(scheduled, seed);
    } catch (CompilerBug fault) {
      throw new AssertionError("seed " + seed + " " + what, fault);
    }
    Buffer y =
        Access.in(naive, new Simplifier()).stream()
            .filter(Access::isWrite)
            .findFirst()
            .orElseThrow()
            .buffer();
    assertArrayEquals(
        elements(y, expected.get("y")), elements(y, actual.get("y")), "seed " + seed + " " + what);
  }

  private static float[] elements(Buffer b, float[] memory) {
    int n = b.shape().stream().reduce(1, Math::multiplyExact);
    float[] elements = new float[n];
    for (int i = 0; i < n; i++) {
      long[] index = new long[b.shape().size()];
      int rest = i;
      for (int d = index.length - 1; d >= 0; d--) {
        index[d] = rest % b.shape().get(d);
        rest /= b.shape().get(d);
      }
      elements[i] = memory[(int) b.layout().position(index)];
    }
    return elements;
  }

  private static List<String> loops(Stmt s) {
    List<String> names = new ArrayList<>(Access.loopsIn(s));
    Collections.sort(names);
    return names;
  }

  private static Transform transform(List<String> loops, Random random) {
    String axis = loops.get(random.nextInt(loops.size()));
    return switch (random.nextInt(9)) {
      case 0 -> new Split(axis, 1 + random.nextInt(5));
      case 1 -> new Split(axis, 1 << random.nextInt(3), Split.Tail.ROUND_UP);
      case 2, 3 -> new Reorder(some(loops, 2 + random.nextInt(3), random));
      case 4 -> new Mark(axis, KINDS.get(random.nextInt(KINDS.size())));
      case 5, 6 -> new StageAccumulator(some(loops, 1 + random.nextInt(2), random));
      case 7 -> new StageInput(random.nextBoolean() ? "x" : "weight", axis);
      case 8 ->
          random.nextBoolean()
              ? new ElideGuards()
              : new Fuse(axis, loops.get(random.nextInt(loops.size())), "f" + random.nextInt(99));
      default -> throw new AssertionError();
    };
  }

  private static List<String> some(List<String> loops, int count, Random random) {
    List<String> shuffled = new ArrayList<>(loops);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }
}
