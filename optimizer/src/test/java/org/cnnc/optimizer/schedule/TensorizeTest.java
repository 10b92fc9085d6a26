package org.cnnc.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.text.LoopPrinter;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.pass.Goldens;
import org.cnnc.optimizer.schedule.Split.Tail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Convolutions and dense layers in bf16 on tiles compute what their naive nests do. The nests are
 * kept in {@code tiles/}, where the LLVM backend's tests find them to run them.
 */
class TensorizeTest {
  private static final long SEED = 42;
  private static final int ROWS = 16;
  private static final Path ROOT = Path.of("src/test/resources/tiles");

  /** Two by two tiles; what is computed past the end of a row is not stored. */
  private static final List<Transform> CONVOLUTION =
      List.of(
          new ElideGuards(),
          new Split("ow", ROWS, Tail.GUARD),
          new SinkGuards(),
          new Split("ow.o", 2),
          new Split("oc", ROWS, Tail.ROUND_UP),
          new Split("oc.o", 2),
          new Split("ic", 32),
          new Reorder("oc.o.o", "oh", "ow.o.o", "ow.o.i", "oc.o.i", "ow.i", "oc.i"),
          new StageAccumulator("ow.o.i", "oc.o.i", "ow.i", "oc.i"),
          new ReorderSum("kh", "kw", "ic.o", "ic.i"),
          new Tensorize("ow.i", "oc.i", "ic.i"),
          new Mark("oc.i", Kind.VECTOR),
          Share.loops("oc.o.o", "oh", "rows"));

  private static final List<Transform> DENSE =
      List.of(
          new Split("r", ROWS, Tail.GUARD),
          new SinkGuards(),
          new Split("r.o", 2),
          new Split("o", ROWS, Tail.ROUND_UP),
          new Split("o.o", 2),
          new Split("i", 32),
          new Reorder("o.o.o", "r.o.o", "r.o.i", "o.o.i", "r.i", "o.i"),
          new StageAccumulator("r.o.i", "o.o.i", "r.i", "o.i"),
          new Tensorize("r.i", "o.i", "i.i"),
          new Mark("o.i", Kind.VECTOR),
          Share.loop("o.o.o"));

  @ParameterizedTest
  @CsvSource({
    "pointwise, 64, 48, 4, 32, 1, 1, 1, 0",
    "window, 32, 32, 4, 18, 3, 1, 1, 1",
    "strided, 64, 32, 7, 33, 3, 2, 1, 1",
    "dilated, 32, 16, 5, 40, 3, 1, 2, 2",
    "odd, 40, 24, 5, 7, 3, 1, 1, 1",
  })
  void convolutionsOnTilesAreTheirNaiveNests(
      String name,
      int ic,
      int oc,
      int height,
      int width,
      int window,
      int stride,
      int dilation,
      int padding)
      throws IOException {
    int reach = (window - 1) * dilation;
    int oh = (height + 2 * padding - reach - 1) / stride + 1;
    int ow = (width + 2 * padding - reach - 1) / stride + 1;
    // As far as the last tile of a row reads.
    int room = Math.max(width + 2 * padding, (roundUp(ow, ROWS) - 1) * stride + reach + 1);
    String naive =
        """
        kernel %1$s(
            x: bf16[1,%2$d,%4$d,%5$d] as [i0:1, i1/32:%13$d, i2+%9$d:%14$d, i3+%9$d:%12$d, i1:32],
            weight: bf16[%3$d,%2$d,%6$d,%6$d] as
                [i0/32:%15$d, i2:%6$d, i3:%6$d, i1/32:%13$d, i0/16:2, i1/2:16, i0:16, i1:2],
            bias: f32[%3$d] as [i0/16:%16$d, i0:16],
            y: f32[1,%3$d,%10$d,%11$d] as [i0:1, i1/16:%16$d, i2:%10$d, i3:%11$d, i1:16]) {
          for oc in 0..%3$d { for oh in 0..%10$d { for ow in 0..%11$d {
            register acc: f32
            acc = bias[oc]
            for ic in 0..%2$d { for kh in 0..%6$d { for kw in 0..%6$d {
              acc += x[0, ic, oh * %7$d + kh * %8$d - %9$d, ow * %7$d + kw * %8$d - %9$d]
                  * weight[oc, ic, kh, kw]
            } } }
            y[0, oc, oh, ow] = max(acc, 0.0)
          } } }
        }
        """
            .formatted(
                name,
                ic,
                oc,
                height,
                width,
                window,
                stride,
                dilation,
                padding,
                oh,
                ow,
                room,
                Math.ceilDiv(ic, 32),
                height + 2 * padding,
                Math.ceilDiv(oc, 32),
                Math.ceilDiv(oc, ROWS));
    check(LoopReader.read(naive), CONVOLUTION);
  }

  @Test
  void aDenseLayerOfSeveralRowsIsItsNaiveNest() throws IOException {
    Kernel naive =
        LoopReader.read(
            """
            kernel dense(
                x: bf16[20,72] as [i0:32, i1:72],
                weight: bf16[40,72] as [i0/32:2, i1/32:3, i0/16:2, i1/2:16, i0:16, i1:2],
                bias: f32[40] as [i0/16:3, i0:16],
                y: f32[20,40] as [i0:20, i1:48]) {
              for r in 0..20 { for o in 0..40 {
                register acc: f32
                acc = bias[o]
                for i in 0..72 { acc += x[r, i] * weight[o, i] }
                y[r, o] = acc
              } }
            }
            """);
    check(naive, DENSE);
  }

  private static int roundUp(int number, int unit) {
    return Math.ceilDiv(number, unit) * unit;
  }

  private static void check(Kernel naive, List<Transform> schedule) throws IOException {
    Stmt nest = Transform.applyAll(schedule, naive.body());
    Kernel scheduled = new Kernel(naive.name(), naive.parameters(), nest);
    LoopVerifier.verifyScheduled(scheduled);
    String text = LoopPrinter.print(scheduled);
    assertTrue(text.contains("matrix "), text);
    // But for the order of the window's taps, the sums are the same.
    Stmt sameOrder = Transform.applyAll(inOrder(schedule), naive.body());
    assertArrayEquals(
        Nests.run(sameOrder, SEED).get("y"), Nests.run(nest, SEED).get("y"), naive.name());
    Goldens.assertMatches(ROOT.resolve(naive.name() + ".cnnl"), text);
  }

  /** The same sums in registers. */
  private static List<Transform> inOrder(List<Transform> schedule) {
    return schedule.stream().filter(t -> !(t instanceof Tensorize)).toList();
  }
}
