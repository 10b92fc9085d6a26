package org.cnnc.ir.verifier;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of the verifier has a kernel that breaks it. */
class LoopVerifierTest {
  private static Kernel kernel(String body) {
    return LoopReader.read("kernel k(x: f32[8], y: f32[8], i: i64[8]) {" + body + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "y[j] = 1.0; there is no loop over j",
        "for j in 0..2 { for j in 0..2 { y[j] = 1.0 } }; two loops over j",
        "y[0] = 1; FLOAT expected",
        "y[x[0]] = 1.0; INDEX expected",
        "y[0] = x[0] % 2.0; INDEX expected",
        "if 1 { y[0] = 1.0 }; TRUTH expected",
        "i[0] += 1.0; a sum in i",
        "local t: bf16[8] t[0] += 1.0; a sum in t",
        "register t: bf16 t = 1.0; the register t is of bf16",
        "tile t: f32[7,16,16] tile u: bf16[2,16,32]; u takes more tiles than there are"
      })
  void refusesMalformedKernels(String body, String message) {
    CompilerBug bug = assertThrows(CompilerBug.class, () -> LoopVerifier.verify(kernel(body)));
    assertTrue(bug.getMessage().contains(message), bug.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "vector v in 0..4 { for j in 0..2 { y[v * 2 + j] = 1.0 } }; j is within a vector loop",
        "vector v in 0..4 { y[0] = x[v] }; all lanes of v write one element of y",
        "vector v in 0..4 { if v < 2 { y[v] = 1.0 } }; the lane v decides an if",
        "register r: f32[4] for j in 0..4 { r[j] = 1.0 }; indexed by j",
        "parallel j in 0..2 { parallel k in 0..2 { y[j * 2 + k] = 1.0 } }; within another",
        "parallel j in 0..2 { barrier }; a barrier in a parallel loop",
        "register r: f32[4] dot j in 0..2 { vector v in 0..4 { r[v] += x[j] * x[v] } };"
            + " the loop j is no dot product",
        "parallel j in 0..2 { work_group g in 0..2 { } }; the work groups g are within another loop",
        "work_item l in 0..2 { y[l] = 1.0 }; the work items l are not those of a group",
        "work_group g in 0..2 { for k in 0..2 { work_item l in 0..2 { } } };"
            + " the loop k in a work group, but in none of its items",
        "work_group g in 0..2 { work_item l in 0..2 { for k in 0..2 { work_item j in 0..2 { } } } };"
            + " the work items j are not those of a group",
        "work_group g in 0..2 { y[g] = 1.0 }; a write of y in a work group",
        "work_group g in 0..2 { register r: f32 }; the register r in a work group",
        "work_group g in 0..2 { work_item l in 0..2 { } work_item j in 0..2 { } }; a sequence in",
        "work_group g in 0..2 { work_item l in 0..2 { if l < 1 { barrier } } };"
            + " a barrier that some work items may not meet at",
        "matrix p in 0..4 { matrix c in 0..2 { y[p * 2 + c] = 0.0 } }; y is no tile",
        "tile t: f32[16,16] matrix p in 0..16 { t[p, 0] = 0.0 }; rows of 1 elements in t",
        "tile t: f32[16,16] matrix p in 0..8 { matrix c in 0..16 { t[p, c] = 0.0 } }; 8 rows",
        "tile t: f32[16,16] matrix p in 0..16 { matrix c in 0..16 { t[c, p] = 0.0 } };"
            + " c does not walk along t",
        "tile t: f32[16,16] matrix p in 0..16 { matrix c in 0..16 { t[p, c] = 1.0 } };"
            + " a matrix unit does not do this",
        "tile t: f32[2,16,16] matrix p in 0..16 { matrix c in 0..16 { t[0, p + 1, c] = 0.0 } };"
            + " rows of t are not in order",
        "tile t: f32[16,16] tile u: f32[16,16]"
            + " matrix p in 0..16 { matrix c in 0..16 { t[p, c] = u[p, c] } };"
            + " a matrix unit does not do this",
        "tile t: f32[32,16] tile a: bf16[16,32] tile b: bf16[16,16,2]"
            + " matrix p in 0..16 { matrix c in 0..16 { matrix k in 0..16 { matrix h in 0..2 {"
            + " t[p + k, c] += a[p, k * 2 + h] * b[k, c, h] } } } }; k does not walk along t",
        "tile t: f32[2,16,16] for j in 0..2 {"
            + " matrix p in 0..16 { matrix c in 0..16 { t[j, p, c] = 0.0 } } };"
            + " the tile t is indexed by j, which is not unrolled",
        "tile t: f32[16,16] for j in 0..2 { t[0, j] = 0.0 }; the tile t is touched by no matrix loop",
      })
  void refusesWhatABackendCannotEmit(String body, String message) {
    assertDoesNotThrow(() -> LoopVerifier.verify(kernel(body)));
    CompilerBug bug =
        assertThrows(CompilerBug.class, () -> LoopVerifier.verifyScheduled(kernel(body)));
    assertTrue(bug.getMessage().contains(message), bug.getMessage());
  }

  @Test
  void acceptsAWorkGroupThatMeets() {
    LoopVerifier.verifyScheduled(
        kernel(
            """
            work_group g in 0..2 {
              local t: f32[4]
              work_item a in 0..2 {
                work_item b in 0..2 {
                  register acc: f32
                  acc = 0.0
                  for k in 0..2 {
                    t[a * 2 + b] = x[k]
                    barrier
                    acc += t[0]
                    barrier
                  }
                  if g < 1 { y[a * 2 + b] = acc }
                }
              }
            }
            """));
  }

  @Test
  void acceptsARegisterTile() {
    LoopVerifier.verifyScheduled(
        kernel(
            """
            parallel t in 0..2 {
              register acc: f32[4]
              vector v in 0..4 { acc[v] = 0.0 }
              for j in 0..8 { vector v in 0..4 { acc[v] += x[j] * 2.0 } }
              vector v in 0..4 {
                register value: f32
                value = acc[v] + 1.0
                y[t * 4 + v] = value
              }
            }
            """));
  }

  @Test
  void refusesABufferThatIsNotAsDeclared() {
    Kernel good = kernel("y[0] = x[0]");
    Buffer other = good.parameters().get(0).withLayout(Layout.blocked(List.of(8), 0, 4));
    Kernel bad =
        new Kernel(
            "k",
            good.parameters(),
            new Stmt.Store(good.parameters().get(1), List.of(Expr.of(0)), other.at(Expr.of(0))));
    assertThrows(CompilerBug.class, () -> LoopVerifier.verify(bad));
  }
}
