package org.cnnc.ir.loop.interpreter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.tensor.Bfloat16;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interpreter computes what the text says, and finds every kind of wrong access. */
class LoopInterpreterTest {
  /** The contents of {@code y} after a run of a body on {@code x = 1, 2, 3, ...}. */
  private static float[] run(String body) {
    Kernel kernel = LoopReader.read("kernel k(x: f32[8], y: f32[8]) {" + body + "}");
    Map<String, float[]> memory = new TreeMap<>();
    for (Buffer buffer : kernel.parameters()) {
      memory.put(buffer.name(), new float[8]);
    }
    for (int i = 0; i < 8; i++) {
      memory.get("x")[i] = i + 1;
    }
    LoopInterpreter.runOn(kernel.body(), memory);
    return memory.get("y");
  }

  @Test
  void storesIntoBfloat16Round() {
    float[] y = run("local t: bf16[2] t[0] = x[0] / 3.0 t[1] = NaN y[0] = t[0] y[1] = t[1]");
    assertEquals(Bfloat16.round(1f / 3), y[0]);
    assertEquals(Float.NaN, y[1]);
  }

  private static float first(String expression) {
    return run("y[0] = " + expression)[0];
  }

  @Test
  void sumsProductsWithOneRounding() {
    float third = 1f / 3;
    assertEquals(
        Math.fma(third, third, -third * third),
        run("y[0] = 0.0 - 0.33333334 * 0.33333334 y[0] += 0.33333334 * 0.33333334")[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "min(NaN, 1.0); 1",
        "min(1.0, NaN); NaN",
        "max(-0.0, 0.0); 0",
        "max(0.0, -0.0); -0",
        "float((0 - 7) / 2); -4",
        "float((0 - 7) % 4); 1",
        "select(1 < 2, 3.0, x[99]); 3",
        "select(1 < 2 and 2 < 1, x[-1], 4.0); 4",
        "erf(0.5); 0.5204999",
        "floor(-1.5); -2",
        "bfloat16(1.01); 1.0078125",
        "pow(2.0, 0.5); 1.4142135",
        "x[min(7, 3)]; 4"
      })
  void evaluates(String expression, float value) {
    assertEquals(value, first(expression));
  }

  @Test
  void runsLoopsOfEveryKind() {
    float[] reversed = {8, 7, 6, 5, 4, 3, 2, 1};
    for (String kind : new String[] {"for", "unrolled", "vector", "parallel", "work_group"}) {
      assertArrayEquals(reversed, run(kind + " i in 0..8 { y[i] = x[7 - i] }"), kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "for i in 0..9 { y[i] = 1.0 }; y[8] lies outside",
        "y[0] = x[-1]; x[-1] lies outside",
        "register acc: f32 acc += 1.0; acc[] is read before",
        "for i in 0..2 { register acc: f32[1] if i == 0 { acc[0] = 1.0 } y[i] = acc[0] }; where i = 1",
        "parallel i in 0..8 { y[i / 2] = 1.0 }; written by two iterations",
        "parallel i in 0..4 { y[i] = 1.0 y[7] = y[(i + 1) % 4] }; another iteration",
        "parallel i in 0..4 { y[i] = y[i + 1] }; another iteration",
        "work_group g in 0..2 { work_item l in 0..2 { y[g + l] = 1.0 } }; written by two",
        "local t: f32[1] parallel i in 0..4 { t[0] = x[i] }; written by two iterations",
        "work_group g in 0..1 { local t: f32[4] work_item i in 0..4 {"
            + " t[i] = x[i] y[i] = t[3 - i] barrier } }; another iteration",
        "work_group g in 0..1 { local t: f32[4] work_item i in 0..4 { for k in 0..2 {"
            + " t[i] = x[i] barrier y[i] = t[3 - i] } } }; another iteration",
        "work_group g in 0..2 { work_item i in 0..2 { y[i] = x[g] barrier } }; by two iterations",
        "work_group g in 0..1 { work_item i in 0..4 { if i < 2 { barrier } } }; not all meet at",
        "parallel i in 0..4 { barrier }; not all meet at"
      })
  void findsWrongAccesses(String body, String message) {
    CompilerBug bug = assertThrows(CompilerBug.class, () -> run(body));
    assertTrue(bug.getMessage().contains(message), bug.getMessage());
  }

  /** A run with one array as both {@code x} and {@code y}. */
  private static float[] runOver(String layout, String body) {
    Kernel kernel =
        LoopReader.read("kernel k(x: f32[8], y: f32[8]%s) {%s}".formatted(layout, body));
    float[] memory = {1, 2, 3, 4, 5, 6, 7, 8};
    LoopInterpreter.runOn(kernel.body(), Map.of("x", memory, "y", memory));
    return memory;
  }

  @Test
  void writesOverWhatIsReadNoMore() {
    assertArrayEquals(
        new float[] {2, 4, 6, 8, 10, 12, 14, 16},
        runOver("", "parallel i in 0..8 { y[i] = x[i] + x[i] }"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "; for i in 0..4 { y[i] = x[0] }; x[0] is read after a result is written over it where i = 1",
        "; parallel i in 0..7 { y[i] = x[i + 1] }; is written while another iteration reads it",
        "; y[0] = x[0] x[1] = 1.0; overlap in memory",
        " as [i0:4, i0/4:2]; y[0] = x[0]; overlap in memory"
      })
  void findsWhatIsWrittenOverTooEarly(String layout, String body, String message) {
    CompilerBug bug =
        assertThrows(CompilerBug.class, () -> runOver(layout == null ? "" : " " + layout, body));
    assertTrue(bug.getMessage().contains(message), bug.getMessage());
  }

  @Test
  void sharesAcrossLoopsThatFollowEachOther() {
    String body =
        "local t: f32[4]"
            + " work_group g in 0..1 { work_item a in 0..4 { t[a] = x[a] }"
            + " work_item b in 0..4 { y[b] = t[3 - b] } }";
    assertArrayEquals(new float[] {4, 3, 2, 1, 0, 0, 0, 0}, run(body));
  }

  @Test
  void workItemsMeetAtBarriersWithWhatTheyHold() {
    String body =
        """
        work_group g in 0..2 {
          local t: f32[2, 2]
          work_item a in 0..2 {
            work_item b in 0..2 {
              register acc: f32
              acc = 0.0
              for k in 0..2 {
                t[a, b] = x[k * 4 + a * 2 + b]
                barrier
                acc += t[1 - a, 1 - b]
                barrier
              }
              y[g * 4 + a * 2 + b] = acc
            }
          }
        }
        """;
    float[] sums = {4 + 8, 3 + 7, 2 + 6, 1 + 5};
    assertArrayEquals(
        new float[] {sums[0], sums[1], sums[2], sums[3], sums[0], sums[1], sums[2], sums[3]},
        run(body));
  }

  @Test
  void indexesBlockedLayoutsWithHalo() {
    Kernel kernel =
        LoopReader.read(
            """
            kernel k(x: f32[3,2] as [i0/2:2, i1+1:4, i0:2], y: f32[4,4]) {
              for c in 0..4 { for w in 0..4 { y[c, w] = x[c, w - 1] } }
            }
            """);
    float[] x = new float[16];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    float[] y = new float[16];
    LoopInterpreter.runOn(kernel.body(), Map.of("x", x, "y", y));
    assertArrayEquals(new float[] {0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15}, y);
  }
}
