package org.cnnc.optimizer.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.junit.jupiter.api.Test;

/** Long loops are shared so that threads help each other, short ones in equal parts. */
class SharingTest {
  private static final Sharing SHARING =
      new Sharing(
          new Target("avx2", Arch.X86_64, "linux", "avx2", List.of(), 256, 16, 32 << 10, 1 << 20));

  @Test
  void longLoopsAreDynamic() {
    assertEquals(nest("dynamic"), SHARING.apply(nest("parallel"), 1_000_000, 512));
    assertEquals(nest("dynamic"), SHARING.apply(nest("parallel"), 0, 1_000_000));
  }

  @Test
  void shortLoopsStayInEqualParts() {
    assertEquals(nest("parallel"), SHARING.apply(nest("parallel"), 10_000, 512));
  }

  private static Stmt nest(String kind) {
    return LoopReader.read(
            """
            kernel k(x: f32[64], y: f32[64]) {
              for n in 0..2 {
                %1$s i in 0..64 { y[i] = x[i] }
                barrier
                %1$s j in 0..64 { y[j] = x[j] }
              }
            }
            """
                .formatted(kind))
        .body();
  }
}
