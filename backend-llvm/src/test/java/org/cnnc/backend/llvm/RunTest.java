package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Libraries compute what their nests say. */
class RunTest {
  private static final LlvmBackend BACKEND = new LlvmBackend();

  @TempDir Path folder;

  @Test
  void naiveConvolutionEqualsPlainJava() {
    Nests.Conv conv = Nests.naive(3, 5, 7);
    float[] w = random(1, 5 * 3 * 9);
    float[] b = random(2, 5);
    Program program = program("conv", conv, w, b);
    float[] x = random(3, 2 * 3 * 7 * 7);
    for (int threads = 1; threads <= 4; threads++) {
      assertArrayEquals(
          reference(x, w, b, 2, 3, 5, 7),
          run(program, BACKEND.target("native"), x, 2, threads),
          "threads " + threads);
    }
  }

  @Test
  void tiledConvolutionEqualsTheInterpreter() {
    Nests.Conv conv = Nests.tiled(16, 128, 12, 16, 6, 4);
    Program program = program("conv_tiled", conv, random(1, 128 * 16 * 9), random(2, 128));
    float[] x = Layouts.pack(conv.x(), random(3, 2 * 16 * 12 * 12), 2);
    float[] expected = Interpreted.run(program, List.of(x), 2).getFirst();
    for (String target : List.of("native", "x86-64-v3")) {
      for (int threads = 1; threads <= 3; threads++) {
        float[] y = run(program, BACKEND.target(target), x, 2, threads);
        assertArrayEquals(expected, y, target + ", threads " + threads);
      }
    }
  }

  /** A sum shows a part of a loop that no thread did, and one that two did. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void eachPartOfADynamicLoopIsDoneOnce(int threads) {
    Kernel kernel =
        LoopReader.read(
            """
            kernel sums(x: f32[37], t: f32[37], y: f32[37], z: f32[12]) {
              dynamic i in 0..37 { t[i] += x[i] }
              barrier
              dynamic i in 0..37 { y[i] += t[36 - i] }
              dynamic i in 0..3 { for j in 0..4 { z[i * 4 + j] += x[i] } }
            }
            """);
    List<Buffer> buffers = kernel.parameters();
    Program program =
        Programs.of(
            "sums",
            buffers.subList(0, 1),
            List.of(),
            List.of(),
            buffers.subList(1, 4),
            kernel.body());
    int images = 300;
    float[] x = random(threads, images * 37);
    List<float[]> expected = Interpreted.run(program, List.of(x), images);
    Path library = folder.resolve("sums.so");
    NativeProgram.compile(program, BACKEND.target("native"), "{}", library);
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      List<float[]> actual = compiled.run(List.of(x), images, threads);
      for (int o = 0; o < expected.size(); o++) {
        assertArrayEquals(expected.get(o), actual.get(o));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomNestsEqualTheInterpreter(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 6; i++) {
      RandomNest nest = new RandomNest(random.nextLong());
      String target = List.of("native", "x86-64-v3", "x86-64-v2").get(random.nextInt(3));
      check(nest, BACKEND.target(target), random.nextInt(4), 1 + random.nextInt(4));
    }
  }

  private void check(RandomNest nest, Target target, int batch, int threads) {
    Program program = nest.program();
    List<float[]> inputs = nest.inputs(batch);
    String what =
        "nest of seed %d, %s, batch %d, %d threads:%n%s"
            .formatted(nest.seed(), target.name(), batch, threads, nest.body());
    try {
      List<float[]> expected = Interpreted.run(program, inputs, batch);
      Path library = folder.resolve(program.name() + ".so");
      NativeProgram.compile(program, target, "{}", library);
      try (NativeProgram compiled = new NativeProgram(program, library)) {
        List<float[]> actual = compiled.run(inputs, batch, threads);
        for (int o = 0; o < expected.size(); o++) {
          assertArrayEquals(bits(expected.get(o)), bits(actual.get(o)), what);
        }
      }
    } catch (RuntimeException | CompilerBug e) {
      throw new AssertionError(what, e);
    }
  }

  /** Bits that are equal for any two numbers that are, but for the zeros, and for any two NaN. */
  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(values[i]);
    }
    return bits;
  }

  private float[] run(Program program, Target target, float[] x, int batch, int threads) {
    Path library = folder.resolve(program.name() + ".so");
    NativeProgram.compile(program, target, "{\"cnnc\":1}", library);
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      assertEquals(1, compiled.abi());
      assertEquals("{\"cnnc\":1}", compiled.manifest());
      return compiled.run(List.of(x), batch, threads).getFirst();
    }
  }

  static Program program(String name, Nests.Conv conv, float[] w, float[] b) {
    return Programs.of(
        name,
        List.of(conv.x()),
        List.of(conv.weight(), conv.bias()),
        List.of(tensor(conv.weight(), w), tensor(conv.bias(), b)),
        List.of(conv.y()),
        conv.body());
  }

  private static Tensor tensor(Buffer buffer, float[] values) {
    return Tensor.ofFloats(new TensorType(buffer.dtype().dtype(), buffer.shape()), values);
  }

  static float[] random(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** The convolution of {@link Nests} with ReLU, with the same roundings. */
  static float[] reference(float[] x, float[] w, float[] b, int n, int ic, int oc, int size) {
    float[] y = new float[n * oc * size * size];
    for (int i = 0; i < y.length; i++) {
      int ow = i % size;
      int oh = i / size % size;
      int o = i / size / size % oc;
      int image = i / size / size / oc;
      float sum = b[o];
      for (int c = 0; c < ic; c++) {
        for (int kh = 0; kh < 3; kh++) {
          for (int kw = 0; kw < 3; kw++) {
            int h = oh + kh - 1;
            int v = ow + kw - 1;
            float pixel =
                h < 0 || h >= size || v < 0 || v >= size
                    ? 0
                    : x[((image * ic + c) * size + h) * size + v];
            sum = Math.fma(pixel, w[((o * ic + c) * 3 + kh) * 3 + kw], sum);
          }
        }
      }
      y[i] = Math.max(sum, 0);
    }
    return y;
  }
}
