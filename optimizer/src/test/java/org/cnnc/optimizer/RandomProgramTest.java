package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.pass.ExactGraphs;
import org.cnnc.optimizer.pass.VerifyEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of random graphs compute what the graphs mean: exactly, since nothing is ever rounded.
 * The interpreter of programs checks every access, and that no two live values share memory.
 */
class RandomProgramTest {
  private static final int SEEDS = 100;

  static Stream<Target> targets() {
    return Stream.of(
        cpu(128, List.of()),
        cpu(256, List.of()),
        cpu(512, List.of()),
        cpu(512, Target.TILES),
        Devices.DESKTOP,
        Devices.MOBILE);
  }

  private static Target cpu(int vectorBits, List<String> features) {
    return new Target(
        vectorBits + " bits",
        Arch.X86_64,
        "linux",
        "test",
        features,
        vectorBits,
        16,
        32 << 10,
        1 << 20);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void programEqualsItsGraph(Target target) {
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Graph graph = ExactGraphs.graph(seed);
      Map<String, Tensor> inputs = ExactGraphs.inputs(graph, seed);
      if (ExactGraphs.isExact(graph, inputs)) {
        check(graph, graph, inputs, target, Precision.F32, seed);
        compared++;
      }
    }
    assertTrue(compared > SEEDS / 3, "only %d graphs were exact".formatted(compared));
  }

  /** Roundings to bfloat16 are steps of a graph, which its program only stores otherwise. */
  @ParameterizedTest
  @MethodSource("targets")
  void programInBfloat16EqualsItsRoundedGraph(Target target) {
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Graph graph = ExactGraphs.graph(seed);
      Map<String, Tensor> inputs = ExactGraphs.inputs(graph, seed);
      Graph rounded =
          Optimizer.rewrite(
              graph, target, WinogradUse.AUTO, Precision.BF16, Choices.ANALYTIC, List.of());
      if (ExactGraphs.isExact(rounded, inputs)) {
        check(graph, rounded, inputs, target, Precision.BF16, seed);
        compared++;
      }
    }
    assertTrue(compared > SEEDS / 3, "only %d graphs were exact".formatted(compared));
  }

  private static void check(
      Graph graph,
      Graph meaning,
      Map<String, Tensor> inputs,
      Target target,
      Precision precision,
      long seed) {
    try {
      Program program =
          Optimizer.optimize(
              graph,
              target,
              WinogradUse.AUTO,
              precision,
              Choices.ANALYTIC,
              List.of(new VerifyEach()));
      program.kernels().forEach(LoopVerifier::verifyScheduled);
      List<Tensor> actual = new ProgramInterpreter(program).run(List.of(inputs.get("x")));
      if (target.isForCpu()) {
        var wrong = ThreadOrders.wrong(program, List.of(inputs.get("x")), actual, 2, 3);
        assertEquals(List.of(), wrong);
      }
      List<Tensor> expected = List.copyOf(GraphInterpreter.run(meaning, inputs).values());
      for (int output = 0; output < expected.size(); output++) {
        Tensor tensor = expected.get(output);
        for (long i = 0; i < tensor.type().elements(); i++) {
          // As numbers: the sign of a zero may change.
          assertEquals(
              tensor.floatAt(i),
              actual.get(output).floatAt(i),
              0f,
              "element %d of output %d".formatted(i, output));
        }
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed %d%n%s".formatted(seed, GraphPrinter.print(graph)), e);
    }
  }
}
