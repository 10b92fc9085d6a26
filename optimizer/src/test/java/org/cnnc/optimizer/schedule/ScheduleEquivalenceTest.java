package org.cnnc.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schedule may change the order of the work, never the result. */
class ScheduleEquivalenceTest {
  private static final long SEED = 42;

  /** Register-tiled direct convolution: six channels by eight columns. */
  private static final List<Transform> REGISTER_TILED =
      List.of(
          new Split("oc", 6),
          new Split("ow", 8),
          new Reorder("oc.o", "oh", "ow.o", "oc.i", "ow.i"),
          new StageAccumulator("oc.i", "ow.i"),
          new ElideGuards(),
          new Mark("oc.o", Kind.PARALLEL),
          new Mark("oc.i", Kind.UNROLLED),
          new Mark("ow.i", Kind.VECTOR));

  /** Rows in pairs, with a tile of the input that is copied once for all channels. */
  private static final List<Transform> STAGED =
      List.of(
          new Split("oh", 2),
          new Reorder("oh.o", "oc", "oh.i", "ow"),
          new StageInput("x", "oh.o"),
          new Mark("oh.o", Kind.PARALLEL));

  /**
   * Each of the rows asks for weights of the next channels, the last ones for what does not exist.
   */
  private static final List<Transform> PREFETCHED =
      List.of(
          new Split("oc", 4),
          new Reorder("oc.o", "oh", "ow", "oc.i"),
          new StageAccumulator("oc.i"),
          new PrefetchNext("weight", "oc.o", "oh", "ic", 1),
          new ElideGuards(),
          new Mark("oc.i", Kind.VECTOR),
          new Fuse("oc.o", "oh", "rows"),
          new Mark("rows", Kind.PARALLEL));

  // Channels and widths on both sides of every tile size: exact, one over, one under, tiny.
  @ParameterizedTest(name = "oc={0} size={1} stride={2} padding={3}")
  @CsvSource({"12, 16, 1, 1", "13, 17, 1, 1", "11, 15, 2, 0", "1, 3, 1, 1", "6, 7, 1, 1"})
  void registerTiledConvEqualsNaive(int oc, int size, int stride, int padding) {
    Stmt naive = new Nests.Conv(3, oc, size, 3, stride, padding).naive();
    Stmt tiled = Transform.applyAll(REGISTER_TILED, naive);
    assertArrayEquals(Nests.run(naive, SEED).get("y"), Nests.run(tiled, SEED).get("y"));
  }

  @ParameterizedTest(name = "oc={0} size={1} stride={2} padding={3}")
  @CsvSource({"12, 16, 1, 1", "13, 17, 1, 1", "11, 15, 2, 0", "1, 3, 1, 1"})
  void stagedInputEqualsNaive(int oc, int size, int stride, int padding) {
    Stmt naive = new Nests.Conv(3, oc, size, 3, stride, padding).naive();
    Stmt staged = Transform.applyAll(STAGED, naive);
    assertArrayEquals(Nests.run(naive, SEED).get("y"), Nests.run(staged, SEED).get("y"));
  }

  @ParameterizedTest(name = "oc={0} size={1} stride={2} padding={3}")
  @CsvSource({"12, 16, 1, 1", "13, 17, 1, 1", "4, 15, 2, 0", "1, 3, 1, 1"})
  void aPrefetchHasNoEffect(int oc, int size, int stride, int padding) {
    Stmt naive = new Nests.Conv(3, oc, size, 3, stride, padding).naive();
    Stmt prefetched = Transform.applyAll(PREFETCHED, naive);
    assertArrayEquals(Nests.run(naive, SEED).get("y"), Nests.run(prefetched, SEED).get("y"));
  }

  @Test
  void refusesToReorderASum() {
    Stmt naive = new Nests.Conv(3, 4, 5, 3, 1, 0).naive();
    assertThrows(CompilerBug.class, () -> new Reorder("kh", "ic").apply(naive));
  }
}
