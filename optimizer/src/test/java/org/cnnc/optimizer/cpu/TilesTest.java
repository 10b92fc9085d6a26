package org.cnnc.optimizer.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Simplifier;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.junit.jupiter.api.Test;

/**
 * The first of two threads has the upper half of a large image, and of a small one the channels.
 */
class TilesTest {
  @Test
  void largeImagesAreSharedByHalves() {
    List<List<Integer>> points = points(28);
    assertFirstHalf(points, k -> points.get(k).get(1) < 14);
  }

  @Test
  void smallImagesAreSharedByChannels() {
    List<List<Integer>> points = points(14);
    assertFirstHalf(points, k -> points.get(k).get(0) == 0);
  }

  @Test
  void imagesOfAnOddHeightAreSharedByChannels() {
    List<List<Integer>> points = points(27);
    assertFirstHalf(points, k -> points.get(k).get(0) == 0);
  }

  private static void assertFirstHalf(List<List<Integer>> points, IntPredicate isFirst) {
    for (int k = 0; k < points.size(); k++) {
      assertEquals(k < points.size() / 2, isFirst.test(k), k + " of " + points);
    }
    assertEquals(points.size(), points.stream().distinct().count(), points.toString());
  }

  /** The channel and the row that each iteration of the parallel loop writes. */
  private static List<List<Integer>> points(int size) {
    Kernel kernel =
        LoopReader.read(
            """
            kernel k(y: f32[1,2,%1$d,%1$d]) {
              for c in 0..2 { for h in 0..%1$d { y[0, c, h, 0] = 1.0 } }
            }
            """
                .formatted(size));
    Buffer y = kernel.parameters().getFirst();
    Stmt.Loop rows = (Stmt.Loop) Tiles.sharedRows(y, "c", "h").apply(kernel.body());
    assertEquals(Kind.PARALLEL, rows.axis().kind());
    return IntStream.range(0, rows.axis().extent())
        .mapToObj(
            k -> {
              Map<String, Expr> iteration = Map.of(rows.axis().name(), Expr.of(k));
              Stmt.Store store = (Stmt.Store) rows.body().substitute(iteration);
              return List.of(index(store, 1), index(store, 2));
            })
        .toList();
  }

  private static int index(Stmt.Store store, int dim) {
    return (int) ((Expr.Int) new Simplifier().simplify(store.index().get(dim))).value();
  }
}
