package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.SplittableRandom;
import org.cnnc.ir.Graph;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.optimizer.cpu.Choices;
import org.junit.jupiter.api.Test;

/**
 * Which steps begin without a barrier, and that the interpreter would notice where one is missing.
 */
class NeedlessBarriersTest {
  private static final long SEED = 22;

  private static final Target CPU =
      new Target("avx512", Arch.X86_64, "linux", "test", List.of(), 512, 32, 32 << 10, 1 << 20);

  /**
   * Convolutions of one group of channels, shared by rows: each reads the rows that its thread
   * wrote.
   */
  private static final String ROWS =
      """
      graph @rows {
        %0 = input @x : f32[N,32,8,8]
        %1 = constant random(1) : f32[32,32,1,1]
        %2 = constant random(2) : f32[32,32,1,1]
        %3 = constant random(3) : f32[32]
        %4 = conv2d %0, %1, %3 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,32,8,8]
        %5 = conv2d %4, %1, %3 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,32,8,8]
        %6 = conv2d %4, %2, %3 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,32,8,8]
        %7 = mul %5, %6 : f32[N,32,8,8]
        return %7 as @y
      }
      """;

  /** Depthwise convolutions and pools, each of which stays within its channels. */
  private static final String CHANNELS =
      """
      graph @channels {
        %0 = input @x : f32[N,64,8,8]
        %1 = constant random(1) : f32[64,1,3,3]
        %2 = constant random(2) : f32[64]
        %3 = max_pool2d %0 {kernel=[3,3], stride=[1,1], padding=[1,1,1,1], dilation=[1,1], ceil_mode=false} : f32[N,64,8,8]
        %4 = conv2d %3, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=64} : f32[N,64,8,8]
        %5 = max_pool2d %4 {kernel=[3,3], stride=[1,1], padding=[1,1,1,1], dilation=[1,1], ceil_mode=false} : f32[N,64,8,8]
        return %5 as @y
      }
      """;

  /**
   * The second convolution reads its neighbours' rows of the first, between which stands a step
   * that has to do with neither.
   */
  private static final String NEIGHBOURS =
      """
      graph @neighbours {
        %0 = input @x : f32[N,32,8,8]
        %1 = constant random(1) : f32[16,32,3,3]
        %2 = constant random(2) : f32[16,16,3,3]
        %3 = constant random(3) : f32[16]
        %4 = conv2d %0, %1, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,8,8]
        %5 = constant random(4) : f32[16,32,1,1]
        %6 = conv2d %0, %5, %3 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,16,8,8]
        %7 = conv2d %4, %2, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} -> add %_, %6 : f32[N,16,8,8]
        %8 = conv2d %0, %1, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} -> add %_, %7 : f32[N,16,8,8]
        return %8 as @y
      }
      """;

  /**
   * The second part of a concatenation lies behind the first: what reads both reads what was
   * written from another address on.
   */
  private static final String PARTS =
      """
      graph @parts {
        %0 = input @x : f32[N,32,8,8]
        %1 = constant random(1) : f32[16,32,3,3]
        %2 = constant random(2) : f32[16,16,3,3]
        %3 = constant random(3) : f32[16]
        %4 = conv2d %0, %1, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,8,8]
        %5 = conv2d %4, %2, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,8,8]
        %6 = concat %4, %5 {axis=1} : f32[N,32,8,8]
        %7 = conv2d %6, %1, %3 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,8,8]
        return %7 as @y
      }
      """;

  @Test
  void stepsThatReadTheRowsOfTheirThreadNeedNone() {
    Program program = program(ROWS);
    assertEquals(List.of(1, 8, 8, 1), barrierFreeThreads(program));
    assertRightWithoutThem(program);
    assertMissed(program, 3, 2);
  }

  @Test
  void stepsThatStayWithinTheChannelsOfAThreadNeedNone() {
    Program program = program(CHANNELS);
    assertEquals(List.of(1, 2, 1, 2), barrierFreeThreads(program));
    assertRightWithoutThem(program);
    assertMissed(program, 1, 3);
  }

  @Test
  void stepsThatReadTheRowsOfOtherThreadsNeedOne() {
    Program program = program(NEIGHBOURS);
    assertEquals(List.of(1, 1, 8, 1, 8, 1), barrierFreeThreads(program));
    assertRightWithoutThem(program);
  }

  @Test
  void stepsThatReadAPartOfWhatIsJoinedNeedOne() {
    Program program = program(PARTS);
    assertEquals(List.of(1, 1, 1, 1, 1), barrierFreeThreads(program));
    assertRightWithoutThem(program);
  }

  private static Program program(String text) {
    Graph graph = GraphReader.read(text);
    return Optimizer.optimize(
        graph, CPU, WinogradUse.OFF, Precision.F32, Choices.ANALYTIC, List.of());
  }

  private static List<Integer> barrierFreeThreads(Program program) {
    return program.steps().stream().map(Step::barrierFreeThreads).toList();
  }

  private static List<Tensor> inputs(Program program) {
    SplittableRandom random = new SplittableRandom(SEED);
    TensorType type = program.inputs().getFirst().type().withBatch(2);
    return List.of(Tensor.generate(type, i -> random.nextDouble(-1, 1)));
  }

  private static void assertRightWithoutThem(Program program) {
    List<Tensor> inputs = inputs(program);
    List<Tensor> expected = new ProgramInterpreter(program).run(inputs);
    assertEquals(
        List.of(), ThreadOrders.wrong(program, inputs, expected, 2, 3, 4, 5, 8), "seed " + SEED);
  }

  private static void assertMissed(Program program, int step, int threads) {
    List<Tensor> inputs = inputs(program);
    List<Tensor> expected = new ProgramInterpreter(program).run(inputs);
    Program broken = ThreadOrders.withoutBarrier(program, step, threads);
    assertFalse(
        ThreadOrders.wrong(broken, inputs, expected, threads).isEmpty(),
        "nobody notices step %d without its barrier, seed %d".formatted(step, SEED));
  }
}
