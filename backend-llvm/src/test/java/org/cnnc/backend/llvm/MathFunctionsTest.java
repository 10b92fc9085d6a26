package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.BinaryOp;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.UnaryOp;
import org.cnnc.ir.program.Program;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Math functions are within 2 units in the last place of the interpreter's, at any width. */
class MathFunctionsTest {
  private static final LlvmBackend BACKEND = new LlvmBackend();
  private static final int COUNT = 1 << 16;
  private static final int MAX_ULPS = 2;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    2f,
    -2f,
    0.5f,
    -0.5f,
    3f,
    -3f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    1e-8f,
    -1e-8f,
    0x1p-8f,
    0x1p-10f,
    88.7f,
    88.73f,
    -87.3f,
    -103.9f,
    -104f,
    -110f,
    9f,
    -9f,
    1.0000001f,
    0.99999994f,
    1e30f,
    -1e30f
  };

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(UnaryOp.class)
  void unaryFunctionIsTheInterpreters(UnaryOp op) {
    for (String target : List.of("native", "x86-64-v2")) {
      for (int lanes : List.of(1, 4, 16)) {
        Expr x = new Expr.Load(buffer("x"), List.of(index(lanes)));
        check(op.text(), new Expr.Unary(op, x), lanes, target, List.of(values(1)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"native,1", "native,16", "x86-64-v3,8", "x86-64-v2,1", "x86-64-v2,4"})
  void powerIsTheInterpreters(String target, int lanes) {
    Expr x = new Expr.Load(buffer("x"), List.of(index(lanes)));
    Expr e = new Expr.Load(buffer("e"), List.of(index(lanes)));
    check(
        "pow",
        new Expr.Binary(BinaryOp.POW, x, e),
        lanes,
        target,
        List.of(values(1), exponents(values(1))));
  }

  private static Buffer buffer(String name) {
    return Buffer.global(name, ElementType.F32, List.of(COUNT));
  }

  private static Expr index(int lanes) {
    return new Expr.Var("i.o").times(lanes).plus(new Expr.Var("i.i"));
  }

  private void check(String name, Expr value, int lanes, String target, List<float[]> inputs) {
    List<Buffer> buffers = new ArrayList<>(List.of(buffer("x")));
    if (inputs.size() > 1) {
      buffers.add(buffer("e"));
    }
    Stmt body =
        Stmt.loops(
            List.of(Axis.serial("i.o", COUNT / lanes), new Axis("i.i", lanes, Kind.VECTOR)),
            new Stmt.Store(buffer("y"), List.of(index(lanes)), value));
    Program program = Programs.of(name, buffers, List.of(), List.of(), List.of(buffer("y")), body);
    Path library = folder.resolve(name + lanes + target + ".so");
    NativeProgram.compile(program, BACKEND.target(target), "{}", library);
    float[] expected = Interpreted.run(program, inputs, 1).getFirst();
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      float[] actual = compiled.run(inputs, 1, 1).getFirst();
      for (int i = 0; i < COUNT; i++) {
        int at = i;
        assertTrue(
            near(expected[i], actual[i]),
            () ->
                "%s(%s) on %s with %d lanes is %s, expected %s"
                    .formatted(
                        name,
                        inputs.stream().map(v -> v[at]).toList(),
                        target,
                        lanes,
                        actual[at],
                        expected[at]));
      }
    }
  }

  private static boolean near(float expected, float actual) {
    if (Float.floatToIntBits(expected) == Float.floatToIntBits(actual)) {
      return true;
    }
    // Neighbouring floats are neighbouring integers; the zeros and the signs are apart.
    return !Float.isNaN(expected)
        && !Float.isNaN(actual)
        && Math.signum(expected) == Math.signum(actual)
        && Math.abs((long) Float.floatToIntBits(expected) - Float.floatToIntBits(actual))
            <= MAX_ULPS;
  }

  /** Special values, all magnitudes, and then mostly those where the functions are not flat. */
  private static float[] values(long seed) {
    Random random = new Random(seed);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] =
          i < SPECIAL.length * SPECIAL.length
              ? SPECIAL[i % SPECIAL.length]
              : i % 4 == 0
                  ? Float.intBitsToFloat(random.nextInt())
                  : (float) random.nextGaussian() * (i % 4 == 1 ? 30 : 1);
    }
    return values;
  }

  private static float[] exponents(float[] bases) {
    Random random = new Random(bases.length);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] =
          i < SPECIAL.length * SPECIAL.length
              ? SPECIAL[i / SPECIAL.length]
              : i % 3 == 0 ? random.nextInt(-20, 20) : (float) random.nextGaussian() * 10;
    }
    return values;
  }
}
