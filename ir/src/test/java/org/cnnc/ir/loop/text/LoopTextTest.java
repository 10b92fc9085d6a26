package org.cnnc.ir.loop.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed is read back as the same, and is pleasant to read. */
class LoopTextTest {
  private static final String CONV =
      """
      kernel conv2d_relu(
          x: f32[1,16,8,8] as [i0:1, i1/16:1, i2+1:10, i3+1:10, i1:16],
          weight: bf16[32,16,3,3],
          y: f32[1,32,8,8]) {
        parallel oc.o in 0..2 {
          for oh in 0..8 {
            {
              local tile: f32[3,10]
              register acc: f32[16]
              unrolled oc.i in 0..16 {
                acc[oc.i] = -0.0
              }
              for kh in 0..3 {
                prefetch weight[oc.o * 16 + 16, 0, kh, 1]
                vector oc.i in 0..16 {
                  acc[oc.i] += x[0, oc.o, oh + kh - 1, 2] * weight[oc.o * 16 + oc.i, 0, kh, 1]
                }
              }
              if oh % 2 == 0 and oh >= 1 or oh / 3 < 1 {
                y[0, oc.o, oh, 0] max= max(acc[3], 0.0)
              }
            }
            barrier
            y[0, oc.o, oh, 1] = select(oh < 4, exp(float(oh)), 1.0E-5)
          }
          tile sum: f32[2,16,16]
          matrix p in 0..16 {
            matrix c in 0..16 {
              sum[1, p, c] = 0.0
            }
          }
        }
      }
      """;

  @Test
  void printsWhatItRead() {
    assertEquals(CONV, LoopPrinter.print(LoopReader.read(CONV)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0 - (2.0 - x[0])",
        "1.0 - 2.0 - x[0]",
        "x[0] * (x[1] + 1.0) / 3.0",
        "x[0] * (x[1] / 3.0)",
        "x[i - 1]",
        "x[i - (1)]",
        "x[-1 + i]",
        "x[3 - i]",
        "x[(i + 2) * -3 % 4]",
        "neg(x[0]) + -1.5",
        "bfloat16(x[0])",
        "min(x[0], pow(x[1], 2.0))",
        "select((i < 1) == (i < 2), Infinity, -Infinity)",
        "select(x[0] < NaN, NaN, bits(2143289345))",
      })
  void expressionsKeepTheirShape(String expression) {
    String text =
        """
        kernel k(
            x: f32[8]) {
          for i in 0..4 {
            x[i] = %s
          }
        }
        """
            .formatted(expression);
    Kernel kernel = LoopReader.read(text);
    assertEquals(text, LoopPrinter.print(kernel));
    assertEquals(kernel, LoopReader.read(LoopPrinter.print(kernel)));
  }

  @Test
  void keepsDifferencesApartFromSums() {
    Buffer x = Buffer.global("x", ElementType.F32, List.of(8));
    Expr i = new Expr.Var("i");
    Expr difference = new Expr.Binary(BinaryOp.SUB, i, Expr.of(1));
    Kernel kernel =
        new Kernel(
            "k",
            List.of(x),
            new Stmt.Loop(
                org.cnnc.ir.loop.Axis.serial("i", 4),
                new Stmt.Store(x, List.of(difference), x.at(i.plus(-1)))));
    assertEquals(kernel, LoopReader.read(LoopPrinter.print(kernel)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kernel k(x: f32[1]) {",
        "kernel k(x: f33[1]) {}",
        "kernel k(x: f32[1] as [i1:1]) {}",
        "kernel k(x: f32[1]) { z = 1.0 }",
        "kernel k(x: f32[1]) { x = 1.0 }",
        "kernel k(x: f32[1]) { x[0] = -y }",
        "kernel k(x: f32[99999999999]) {}",
        "kernel k(x: f32[1]) { x[0] = sinh(1.0) }",
        "kernel k(x: f32[1]) { register x: f32 }",
        "kernel k(x: f32[1]) { } ?",
      })
  void refusesWhatIsNoKernel(String text) {
    assertThrows(LoopSyntaxException.class, () -> LoopReader.read(text));
  }
}
