package org.cnnc.optimizer.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  @Test
  void chainTakesTwoBuffersInTurn() {
    List<Live> chain = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      chain.add(new Live("b" + i, 1000, i, i + 1));
    }
    MemoryPlan plan = MemoryPlan.plan(chain);
    assertEquals(2 * 1024, plan.bytes());
    assertEquals(plan.offsets().get(0), plan.offsets().get(2));
  }

  @Test
  void residualStaysWhileItsBlockIsComputed() {
    List<Live> block =
        List.of(
            new Live("x", 640, 0, 3),
            new Live("a", 640, 1, 2),
            new Live("b", 640, 2, 3),
            new Live("y", 640, 3, 4));
    MemoryPlan plan = MemoryPlan.plan(block);
    assertEquals(3 * 640, plan.bytes());
    assertEquals(plan.offsets().get(1), plan.offsets().get(3));
  }

  @Test
  void smallestGapThatFitsIsTaken() {
    // 64 fits the hole of `c` and the larger one of `a`; that of `a` is needed by the 256.
    List<Live> buffers =
        List.of(
            new Live("a", 256, 0, 0),
            new Live("keep1", 512, 0, 1),
            new Live("c", 128, 0, 0),
            new Live("keep2", 512, 0, 1),
            new Live("late1", 64, 1, 1),
            new Live("late2", 256, 1, 1));
    assertEquals(MemoryPlan.lowerBound(buffers), MemoryPlan.plan(buffers).bytes());
  }

  @Test
  void nothingNeedsNothing() {
    assertEquals(0, MemoryPlan.plan(List.of()).bytes());
    assertEquals(0, MemoryPlan.plan(List.of(new Live("empty", 0, 0, 9))).bytes());
  }

  @Test
  void impossibleLivesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Live("b", -1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Live("b", 1, 2, 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomPlansAreSoundAndRepeatable(long seed) {
    for (int round = 0; round < 50; round++) {
      List<Live> buffers = random(new Random(seed * 1000 + round));
      MemoryPlan plan = MemoryPlan.plan(buffers);
      assertEquals(plan, MemoryPlan.plan(buffers), "not the same twice");
      assertSound(buffers, plan);
    }
  }

  /** Chains with skips, as networks have: the quality that real models depend on. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void chainsWithSkipsAreNearTheLowerBound(long seed) {
    Random random = new Random(seed);
    List<Live> buffers = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      long bytes = 64L << random.nextInt(12);
      int reach = random.nextInt(5) == 0 ? 2 + random.nextInt(20) : 1;
      buffers.add(new Live("b" + step, bytes, step, step + reach));
    }
    MemoryPlan plan = MemoryPlan.plan(buffers);
    assertSound(buffers, plan);
    long bound = MemoryPlan.lowerBound(buffers);
    assertTrue(
        plan.bytes() <= 1.15 * bound, "%d bytes, the bound is %d".formatted(plan.bytes(), bound));
  }

  private static List<Live> random(Random random) {
    List<Live> buffers = new ArrayList<>();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(30);
      buffers.add(new Live("b" + i, random.nextInt(5000), first, first + random.nextInt(1 + i)));
    }
    return buffers;
  }

  private static void assertSound(List<Live> buffers, MemoryPlan plan) {
    assertEquals(buffers.size(), plan.offsets().size());
    assertEquals(0, plan.bytes() % MemoryPlan.ALIGNMENT);
    assertTrue(plan.bytes() >= MemoryPlan.lowerBound(buffers), "below the lower bound");
    for (int i = 0; i < buffers.size(); i++) {
      Live a = buffers.get(i);
      long aStart = plan.offsets().get(i);
      assertEquals(0, aStart % MemoryPlan.ALIGNMENT);
      assertTrue(aStart >= 0 && aStart + a.bytes() <= plan.bytes(), a + " lies outside");
      for (int j = 0; j < i; j++) {
        Live b = buffers.get(j);
        long bStart = plan.offsets().get(j);
        boolean share = aStart < bStart + b.bytes() && bStart < aStart + a.bytes();
        assertFalse(share && a.overlaps(b), a + " and " + b + " share bytes");
      }
    }
  }
}
