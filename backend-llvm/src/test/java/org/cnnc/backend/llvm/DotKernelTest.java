package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cnnc.backend.llvm.binding.LlvmLibrary;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.verifier.LoopVerifier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dot loops are two fused multiply-adds, to the bit, with and without the instruction. */
class DotKernelTest {
  private static final long SEED = 11;
  private static final int ROWS = 64;
  private static final int CHANNELS = 64;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "x86-64-v4, 16, true",
    "x86-64-v4, 16, false",
    "x86-64-v4, 8, true",
    "x86-64-v3, 8, false",
    "x86-64-v2, 4, false"
  })
  void sumsAreTheInterpreters(String name, int lanes, boolean hasInstructions) {
    Target target = Bfloat16KernelTest.target(name, hasInstructions);
    assumeTrue(LlvmLibrary.hostFeatures().containsAll(target.features()), "not on this machine");
    Program program = program(lanes);
    String instruction = "@llvm.x86.avx512bf16.dpbf16ps.512(";
    String text = new LlvmBackend().print(program, target, "llvm");
    assertEquals(hasInstructions && lanes == 16, text.contains("call <16 x float> " + instruction));
    Random random = new Random(SEED);
    float[] x = new float[ROWS * CHANNELS];
    for (int i = 0; i < x.length; i++) {
      // Of all magnitudes, so that summands are lost and sums cancel; no product is subnormal.
      x[i] = (float) random.nextGaussian() * (float) Math.pow(2, random.nextInt(-40, 40));
    }
    Path library = folder.resolve("dot.so");
    NativeProgram.compile(program, target, "{}", library);
    List<float[]> expected = Interpreted.run(program, List.of(x), 1);
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      assertArrayEquals(
          expected.getFirst(), compiled.run(List.of(x), 1, 1).getFirst(), "seed " + SEED);
    }
  }

  private static Program program(int lanes) {
    Kernel kernel =
        LoopReader.read(
            """
            kernel dot(
                x: f32[%1$d,%2$d],
                w: bf16[%2$d,%3$d] as [i0/2:%4$d, i1:%3$d, i0:2],
                y: f32[%1$d,%3$d]) {
              for p in 0..%1$d {
                local t: bf16[%2$d]
                for i in 0..%2$d { t[i] = x[p, i] }
                register acc: f32[%3$d]
                vector l in 0..%3$d { acc[l] = 0.0 }
                for k in 0..%4$d {
                  dot j in 0..2 {
                    vector l in 0..%3$d { acc[l] += t[k * 2 + (1 - j)] * w[k * 2 + (1 - j), l] }
                  }
                }
                vector l in 0..%3$d { y[p, l] = acc[l] }
              }
            }
            """
                .formatted(ROWS, CHANNELS, lanes, CHANNELS / 2));
    LoopVerifier.verifyScheduled(kernel);
    List<Buffer> buffers = kernel.parameters();
    Random random = new Random(SEED + 1);
    Tensor weight = Tensor.generate(TensorType.f32(CHANNELS, lanes), _ -> random.nextGaussian());
    return Programs.of(
        "dot",
        List.of(buffers.get(0)),
        List.of(buffers.get(1)),
        List.of(weight),
        List.of(buffers.get(2)),
        kernel.body());
  }
}
