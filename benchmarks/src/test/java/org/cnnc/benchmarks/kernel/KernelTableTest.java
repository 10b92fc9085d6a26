package org.cnnc.benchmarks.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.compiler.measure.KernelBench;
import org.cnnc.ir.op.Conv2d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured and how it is told, not how fast it is. */
class KernelTableTest {
  @TempDir private Path folder;

  @Test
  void eachShapeIsMeasuredOnce() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("net.cnn"),
            """
            cnn 1
            model Net {
              input  x: f32[N, 16, 9, 9]
              output y: f32[N, 16, 5, 5]
              y = x
                -> a: conv2d(16, 3, padding=1) -> relu -> b: conv2d(16, 3, padding=1)
                -> c: conv2d(16, 3, stride=2, padding=1, groups=16)
            }
            """);
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT.withWeights("random:1"));
    KernelBench bench = new KernelBench(compiler, 1, 2);

    List<Conv2d> convolutions = bench.convolutions(compiler.bind(compiler.load(source)));
    List<KernelBench.Row> rows = convolutions.stream().map(bench::run).toList();

    assertEquals(
        List.of("3x3 16x9x9 to 16x9x9", "3x3 s2 g16 16x9x9 to 16x5x5"),
        convolutions.stream().map(KernelTable::name).toList());
    assertEquals(2L * 81 * 16 * 16 * 9, rows.getFirst().flops());
    assertEquals(2, rows.getFirst().milliseconds().count());
    assertTrue(rows.getFirst().schedule().startsWith("direct_"), rows.getFirst().schedule());
    for (KernelBench.Row row : rows) {
      assertTrue(row.weightBytes() >= 16 * 9 * Float.BYTES, row.toString());
      assertTrue(row.allowedParts().median() >= row.peakParts().median(), row.toString());
    }
    List<String> lines = KernelTable.of(rows).lines().toList();
    assertTrue(lines.getFirst().startsWith("convolution "), lines.getFirst());
    assertTrue(lines.getLast().startsWith("3x3 s2 g16 16x9x9 to 16x5x5 "), lines.getLast());
  }
}
