package org.cnnc.optimizer.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.cnnc.ir.loop.text.LoopReader;
import org.junit.jupiter.api.Test;

/** What a thread may touch is all of its share, and nothing that it reads is forgotten. */
class TouchTest {
  @Test
  void aThreadTouchesItsShareUpToItsEnds() {
    String nest =
        """
        kernel k(x: f32[10], y: f32[8]) {
          parallel i in 0..8 { y[i] = x[i + 2] }
        }
        """;
    assertEquals(List.of("writes y 0..3", "reads x 2..5"), touches(nest, 0));
    assertEquals(List.of("writes y 4..7", "reads x 6..9"), touches(nest, 1));
  }

  @Test
  void whatIsSharedDynamicallyIsTouchedByAll() {
    String nest =
        """
        kernel k(x: f32[8], y: f32[8]) {
          dynamic i in 0..8 { y[i] = x[i] }
        }
        """;
    assertEquals(List.of("writes y 0..7", "reads x 0..7"), touches(nest, 1));
  }

  @Test
  void aConditionReads() {
    String nest =
        """
        kernel k(x: f32[8], y: f32[8]) {
          if x[1] > 0.0 { parallel i in 0..8 { y[i] = 1.0 } }
        }
        """;
    assertEquals(List.of("reads x 1..1", "writes y 4..7"), touches(nest, 1));
  }

  private static List<String> touches(String nest, int thread) {
    return Touch.of(LoopReader.read(nest).body(), thread, 2).stream()
        .map(
            touch ->
                "%s %s %d..%d"
                    .formatted(
                        touch.isWrite() ? "writes" : "reads",
                        touch.buffer().name(),
                        touch.box().getFirst().min(),
                        touch.box().getFirst().max()))
        .toList();
  }
}
