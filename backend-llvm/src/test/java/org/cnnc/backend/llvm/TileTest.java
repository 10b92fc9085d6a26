package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.verifier.LoopVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nests on tiles compute what they say, by a matrix unit and by loops. */
class TileTest {
  private static final long SEED = Long.getLong("cnnc.seed", 1);
  private static final int IMAGES = 2;
  private static final int INS = 96;
  private static final int OUTS = 64;
  private static final int ROWS = 96;

  /** Blocks of 32 rows and 32 columns, each four tiles; rows of y are wider than a tile. */
  private static final Kernel PRODUCT =
      LoopReader.read(
          """
          kernel product(
              x: f32[96,96],
              w: bf16[64,96] as [i0/16:4, i1/2:48, i0:16, i1:2],
              y: f32[96,64]) {
            dynamic block in 0..6 {
              local a: bf16[32,96]
              for p in 0..32 {
                for k in 0..96 {
                  a[p, k] = x[block / 2 * 32 + p, k]
                }
              }
              tile sum: f32[2,2,16,16]
              tile left: bf16[2,16,32]
              tile right: bf16[2,16,16,2]
              unrolled i in 0..2 { unrolled j in 0..2 {
                matrix p in 0..16 { matrix c in 0..16 { sum[i, j, p, c] = 0.0 } }
              } }
              for k in 0..3 {
                unrolled i in 0..2 {
                  matrix p in 0..16 { matrix c in 0..32 { left[i, p, c] = a[i * 16 + p, k * 32 + c] } }
                }
                unrolled j in 0..2 {
                  matrix q in 0..16 { matrix c in 0..16 { matrix h in 0..2 {
                    right[j, q, c, h] = w[block % 2 * 32 + j * 16 + c, k * 32 + q * 2 + h]
                  } } }
                }
                unrolled i in 0..2 { unrolled j in 0..2 {
                  matrix p in 0..16 { matrix c in 0..16 { matrix q in 0..16 { matrix h in 0..2 {
                    sum[i, j, p, c] += left[i, p, q * 2 + h] * right[j, q, c, h]
                  } } } }
                } }
              }
              unrolled i in 0..2 { unrolled j in 0..2 {
                matrix p in 0..16 { matrix c in 0..16 {
                  y[block / 2 * 32 + i * 16 + p, block % 2 * 32 + j * 16 + c] = sum[i, j, p, c]
                } }
              } }
            }
          }
          """);

  @TempDir Path folder;

  /** Sums of whole numbers are exact in every order. */
  @ParameterizedTest
  @CsvSource({"x86-64-v3, 1", "x86-64-v3, 2", "native, 3"})
  void aMatrixUnitComputesWhatTheNestSays(String name, int threads) {
    AmxEmulator emulator = AmxEmulator.install();
    Random random = new Random(SEED);
    float[] weights = wholeNumbers(random, OUTS * INS);
    float[] x = wholeNumbers(random, IMAGES * ROWS * INS);
    Program program = program(weights);
    long configured = emulator.configurations();
    long released = emulator.releases();
    long products = emulator.products();

    float[] y = run(program, AmxEmulator.target(name), x, threads);

    assertArrayEquals(Interpreted.run(program, List.of(x), IMAGES).getFirst(), y, "seed " + SEED);
    assertEquals(IMAGES * (ROWS / 16) * (OUTS / 16) * (INS / 32), emulator.products() - products);
    assertEquals(threads, emulator.configurations() - configured, "once for each thread");
    assertEquals(threads, emulator.releases() - released);
  }

  /**
   * An operand's error is none: it is bf16. A sum has one rounding for each product and one more.
   */
  @Test
  void numbersDifferByTheOrderOfTheirSumAlone() {
    AmxEmulator.install();
    Random random = new Random(SEED);
    float[] weights = normal(random, OUTS * INS);
    float[] x = normal(random, IMAGES * ROWS * INS);
    Program program = program(weights);
    float[] expected = Interpreted.run(program, List.of(x), IMAGES).getFirst();

    float[] y = run(program, AmxEmulator.target("x86-64-v3"), x, 1);

    float[] magnitudes = Interpreted.run(program(abs(weights)), List.of(abs(x)), IMAGES).getFirst();
    boolean differs = false;
    for (int i = 0; i < y.length; i++) {
      float bound = 2 * (INS + 2) * 0x1p-24f * magnitudes[i];
      float error = Math.abs(y[i] - expected[i]);
      assertTrue(error <= bound, "element %d, seed %d: off by %g".formatted(i, SEED, error));
      differs |= error > 0;
    }
    assertTrue(differs, "the unit sums in another order");
  }

  @Test
  void whereThereIsNoMatrixUnitLoopsComputeToTheBit() {
    Random random = new Random(SEED);
    float[] weights = normal(random, OUTS * INS);
    float[] x = normal(random, IMAGES * ROWS * INS);
    Program program = program(weights);

    float[] y = run(program, new LlvmBackend().target("native"), x, 2);

    assertArrayEquals(Interpreted.run(program, List.of(x), IMAGES).getFirst(), y, "seed " + SEED);
  }

  /** The inner loop loads each tile once for two products, and nothing configures there. */
  @Test
  void theInnerLoopIsEightInstructionsOnTiles() {
    String assembly =
        new LlvmBackend()
            .print(program(new float[OUTS * INS]), AmxEmulator.target("sapphirerapids"), "asm");
    List<String> tiles =
        assembly
            .lines()
            .map(line -> line.strip().split("\\s+", 2)[0])
            .filter(i -> i.startsWith("tile") || i.startsWith("tdp") || i.equals("ldtilecfg"))
            .toList();

    // Of each kind as many as the nest writes out: LLVM copies none, and adds none of its own.
    assertEquals(4, count(tiles, "tilezero"));
    assertEquals(4, count(tiles, "tileloadd"));
    assertEquals(4, count(tiles, "tdpbf16ps"));
    assertEquals(4, count(tiles, "tilestored"));
    assertEquals(1, count(tiles, "ldtilecfg"));
    assertEquals(1, count(tiles, "tilerelease"));
    assertEquals(18, tiles.size());
    List<String> body = AssemblyTest.innermostLoop(assembly, "tdpbf16ps");
    assertTrue(body.stream().noneMatch(line -> line.contains("tilecfg")), String.join("\n", body));
    assertTrue(body.stream().noneMatch(line -> line.contains("tilestored")));
  }

  /** Convolutions of all kinds, as schedules make them. */
  @ParameterizedTest
  @MethodSource("scheduled")
  void scheduledNestsComputeWhatTheySay(Path file) throws IOException {
    AmxEmulator emulator = AmxEmulator.install();
    Kernel kernel = LoopReader.read(Files.readString(file));
    LoopVerifier.verifyScheduled(kernel);
    long products = emulator.products();
    for (int threads = 1; threads <= 2; threads++) {
      Program whole = constant(kernel, TileTest::wholeNumbers);
      float[] expected = Interpreted.run(whole, List.of(), IMAGES).getFirst();
      float[] y = run(whole, AmxEmulator.target("x86-64-v3"), List.of(), threads);
      assertArrayEquals(expected, y, "seed " + SEED);
    }
    assertTrue(emulator.products() > products);
    checkBound(kernel);
  }

  /** Magnitudes of the sums, since no operand or summand of their nest is negative. */
  private void checkBound(Kernel kernel) {
    Program program = constant(kernel, TileTest::normal);
    Program magnitudes = constant(kernel, (random, count) -> abs(normal(random, count)));
    float[] expected = Interpreted.run(program, List.of(), IMAGES).getFirst();
    float[] bounds = Interpreted.run(magnitudes, List.of(), IMAGES).getFirst();
    float[] y = run(program, AmxEmulator.target("x86-64-v3"), List.of(), 1);
    int summands = summands(kernel);
    for (int i = 0; i < y.length; i++) {
      float bound = 2 * (summands + 2) * 0x1p-24f * bounds[i];
      float error = Math.abs(y[i] - expected[i]);
      assertTrue(error <= bound, "element %d, seed %d: off by %g".formatted(i, SEED, error));
    }
  }

  private static int summands(Kernel kernel) {
    List<Integer> weight = kernel.parameters().get(1).shape();
    return weight.subList(1, weight.size()).stream().reduce(1, Math::multiplyExact);
  }

  static List<Path> scheduled() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../optimizer/src/test/resources/tiles"))) {
      return files.sorted().toList();
    }
  }

  /** Random numbers, so many. */
  private interface Numbers {
    float[] of(Random random, int count);
  }

  /** The kernel as a program in whose library all operands are. */
  private static Program constant(Kernel kernel, Numbers numbers) {
    Random random = new Random(SEED);
    int last = kernel.parameters().size() - 1;
    List<Buffer> operands = kernel.parameters().subList(0, last);
    List<Tensor> values = new ArrayList<>();
    for (Buffer operand : operands) {
      TensorType type = new TensorType(DType.F32, operand.shape());
      values.add(Tensor.ofFloats(type, numbers.of(random, (int) type.elements())));
    }
    return Programs.of(
        kernel.name(),
        List.of(),
        operands,
        values,
        kernel.parameters().subList(last, last + 1),
        kernel.body());
  }

  private static long count(List<String> instructions, String name) {
    return instructions.stream().filter(name::equals).count();
  }

  private float[] run(Program program, Target target, float[] x, int threads) {
    return run(program, target, List.of(x), threads);
  }

  private float[] run(Program program, Target target, List<float[]> inputs, int threads) {
    Path library = folder.resolve("product.so");
    NativeProgram.compile(program, target, "{}", library);
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      return compiled.run(inputs, IMAGES, threads).getFirst();
    }
  }

  private static Program program(float[] weights) {
    LoopVerifier.verifyScheduled(PRODUCT);
    List<Buffer> buffers = PRODUCT.parameters();
    return Programs.of(
        "product",
        buffers.subList(0, 1),
        buffers.subList(1, 2),
        List.of(Tensor.ofFloats(TensorType.f32(OUTS, INS), weights)),
        buffers.subList(2, 3),
        PRODUCT.body());
  }

  private static float[] wholeNumbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextInt(-15, 16);
    }
    return numbers;
  }

  private static float[] normal(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static float[] abs(float[] numbers) {
    float[] positive = numbers.clone();
    for (int i = 0; i < positive.length; i++) {
      positive[i] = Math.abs(positive[i]);
    }
    return positive;
  }
}
