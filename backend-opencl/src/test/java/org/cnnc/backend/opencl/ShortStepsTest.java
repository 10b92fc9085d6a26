package org.cnnc.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.loop.text.LoopReader;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.verifier.LoopVerifier;
import org.junit.jupiter.api.Test;

/** Steps that are shorter than a launch become one, which computes what they do. */
class ShortStepsTest {
  private static final TensorType VECTOR = TensorType.f32(8);

  /** {@code x -> x * 2 -> prefix sums -> * 2}, the second product of so many multiply-adds. */
  private static Program program(long macs) {
    Kernel twice =
        LoopReader.read(
            "kernel twice(x: f32[8], y: f32[8]) { parallel i in 0..8 { y[i] = x[i] * 2.0 } }");
    Kernel sums =
        LoopReader.read(
            """
            kernel sums(x: f32[8], y: f32[8]) {
              parallel i in 0..8 {
                register acc: f32
                acc = 0.0
                for k in 0..8 { if k <= i { acc += x[k] } }
                y[i] = acc
              }
              barrier
              parallel i in 0..8 { y[i] = y[i] + 1.0 }
            }
            """);
    Place x = new Place.Input(0);
    Place y = new Place.Output(0);
    Place first = new Place.Workspace(0);
    Place second = new Place.Workspace(64);
    return new Program(
        "p",
        List.of(new Port("x", VECTOR)),
        List.of(new Port("y", VECTOR)),
        List.of(),
        0,
        128,
        List.of(twice, sums),
        List.of(
            new Step(0, List.of(x, first), Origin.of("a"), 8),
            new Step(1, List.of(first, second), Origin.of("b"), 8),
            new Step(0, List.of(second, y), Origin.of("c"), macs)));
  }

  @Test
  void oneStepDoesWhatAllDo() {
    Program program = program(8);
    Program merged = ShortSteps.merge(program);
    assertEquals(1, merged.steps().size());
    assertEquals(
        Origin.of("a").and(Origin.of("b")).and(Origin.of("c")), merged.steps().getFirst().origin());
    assertEquals(4, merged.kernels().getFirst().parameters().size());
    merged.kernels().forEach(LoopVerifier::verifyScheduled);
    Tensor x = Tensor.generate(VECTOR, i -> i);
    assertArrayEquals(run(program, x), run(merged, x));
  }

  private static float[] run(Program program, Tensor x) {
    return new ProgramInterpreter(program).run(List.of(x)).getFirst().toFloatArray();
  }

  @Test
  void longStepsStayAsTheyAre() {
    Program merged = ShortSteps.merge(program(10_000_000));
    assertEquals(
        List.of("twice_and_1_more", "twice"),
        merged.steps().stream().map(s -> merged.kernels().get(s.kernel()).name()).toList());
  }

  @Test
  void runsOfTheSameStepsHaveNamesOfTheirOwn() {
    Program program = program(10_000_000);
    List<Step> steps = new ArrayList<>(program.steps());
    steps.addAll(steps.subList(0, 2));
    Program merged =
        ShortSteps.merge(
            new Program(
                "p",
                program.inputs(),
                program.outputs(),
                List.of(),
                0,
                program.workspaceBytes(),
                program.kernels(),
                steps));
    assertEquals(
        List.of("twice_and_1_more", "twice", "twice_and_1_more_2"),
        merged.steps().stream().map(s -> merged.kernels().get(s.kernel()).name()).toList());
  }
}
