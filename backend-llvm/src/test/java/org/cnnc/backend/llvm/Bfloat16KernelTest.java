package org.cnnc.backend.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cnnc.backend.llvm.binding.LlvmLibrary;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Bfloat16;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loads and stores of bfloat16 are {@link Bfloat16}'s to the bit, with and without instructions.
 */
class Bfloat16KernelTest {
  private static final int COUNT = 1 << 16;
  private static final long SEED = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "x86-64-v4, 16, true",
    "x86-64-v4, 16, false",
    "x86-64-v4, 8, true",
    "x86-64-v3, 8, false",
    "x86-64-v3, 1, false",
    "x86-64-v2, 4, false"
  })
  void conversionsAreTheSameOnEveryMachine(String name, int lanes, boolean hasInstructions) {
    Target target = target(name, hasInstructions);
    assumeTrue(LlvmLibrary.hostFeatures().containsAll(target.features()), "not on this machine");
    float[] values = values();
    Program program = conversions(lanes);
    Path library = folder.resolve("conversions.so");
    NativeProgram.compile(program, target, "{}", library);
    try (NativeProgram compiled = new NativeProgram(program, library)) {
      List<float[]> actual = compiled.run(List.of(values), 1, 1);
      for (int i = 0; i < COUNT; i++) {
        assertBits(Bfloat16.round(values[i]), actual.get(0)[i], "rounded " + values[i]);
        assertBits(Bfloat16.round(Bfloat16.widen((short) i)), actual.get(1)[i], "widened " + i);
      }
    }
  }

  /** A target with or without the instructions. */
  static Target target(String name, boolean hasInstructions) {
    Target t = new LlvmBackend().target(name);
    List<String> features = new ArrayList<>(t.features());
    if (hasInstructions) {
      features.add(Target.BFLOAT16);
    }
    return new Target(
        t.name(),
        t.arch(),
        t.os(),
        t.cpu(),
        features,
        t.vectorBits(),
        t.vectorRegisters(),
        t.l1Bytes(),
        t.l2Bytes());
  }

  private static void assertBits(float expected, float actual, String what) {
    assertEquals(
        Integer.toHexString(Float.floatToRawIntBits(expected)),
        Integer.toHexString(Float.floatToRawIntBits(actual)),
        () -> what + ", seed " + SEED);
  }

  /** Stores numbers as bfloat16 and loads them again; loads a weight of all patterns. */
  private static Program conversions(int lanes) {
    List<Integer> shape = List.of(COUNT);
    Buffer x = Buffer.global("x", ElementType.F32, shape);
    Buffer w = Buffer.global("w", ElementType.BF16, shape);
    Buffer rounded = Buffer.global("rounded", ElementType.F32, shape);
    Buffer widened = Buffer.global("widened", ElementType.F32, shape);
    Buffer t =
        new Buffer(
            "t", ElementType.BF16, List.of(lanes), Layout.rowMajor(List.of(lanes)), Space.LOCAL);
    Axis block = Axis.serial("block", COUNT / lanes);
    Expr at = block.var().times(lanes).plus(new Expr.Var("lane"));
    List<Stmt> body = new ArrayList<>();
    body.add(new Stmt.Store(t, List.of(new Expr.Var("lane")), x.at(at)));
    body.add(new Stmt.Store(rounded, List.of(at), t.at(new Expr.Var("lane"))));
    body.add(new Stmt.Store(widened, List.of(at), w.at(at)));
    List<Stmt> loops = body.stream().<Stmt>map(s -> new Stmt.Loop(lane(lanes), s)).toList();
    Tensor patterns = Tensor.generate(TensorType.f32(COUNT), i -> Bfloat16.widen((short) i));
    return Programs.of(
        "conversions",
        List.of(x),
        List.of(w),
        List.of(patterns),
        List.of(rounded, widened),
        new Stmt.Loop(block, new Stmt.Allocate(t, Stmt.seq(loops))));
  }

  private static Axis lane(int lanes) {
    return new Axis("lane", lanes, Kind.VECTOR);
  }

  /** Numbers of all magnitudes; ties and their neighbours; of the special ones several. */
  private static float[] values() {
    Random random = new Random(SEED);
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int bits = random.nextInt();
      int tie = (bits & 0xffff0000) | (0x8000 + random.nextInt(-1, 2));
      values[i] = Float.intBitsToFloat(i % 2 == 0 ? tie : bits);
    }
    float[] special = {
      0f,
      -0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Math.nextDown(Float.MIN_NORMAL),
      Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN
    };
    IntStream.range(0, special.length).forEach(i -> values[i * 7] = special[i]);
    return values;
  }
}
