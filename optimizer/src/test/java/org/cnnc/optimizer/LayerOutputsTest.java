package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Output;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Port;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What layers compute can be seen, and looking changes nothing. */
class LayerOutputsTest {
  private static final long SEED = 20261122;
  private static final double TOLERANCE = 2e-5;
  private static final String PREFIX = "layer.";

  /**
   * A sum over an operand that is then overwritten, a concatenation in place, a slice that is read
   * where it lies, and two layers of one name.
   */
  private static final String GRAPH =
      """
      graph @g {
        %0 = input @x : f32[N,16,9,9]
        %1 = constant random(1) : f32[16,16,3,3]
        %2 = constant random(2) : f32[16]
        %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,9,9]
        %4 = relu %3 : f32[N,16,9,9]
        %5 = conv2d %4, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,9,9]
        %6 = add %5, %4 : f32[N,16,9,9]
        %7 = conv2d %6, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,16,9,9]
        %8 = concat %6, %7 {axis=1} : f32[N,32,9,9]
        %9 = slice %8 {axis=1, start=16, size=16, step=1} : f32[N,16,9,9]
        %10 = max_pool2d %9 {kernel=[3,3], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} : f32[N,16,4,4]
        %11 = abs %8 : f32[N,32,9,9]
        %12 = argmax %11 {axis=1, keep_dims=false, select_last=false} : i64[N,9,9]
        return %10 as @pooled, %12 as @best
      }
      """;

  static Stream<Target> targets() {
    return Stream.of(
        new Target("a", Arch.X86_64, "linux", "a", List.of(), 512, 32, 32 << 10, 1 << 20),
        new Target("b", Arch.X86_64, "linux", "b", List.of(), 256, 16, 32 << 10, 1 << 20),
        Devices.DESKTOP,
        Devices.MOBILE);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyLayerIsSeenAsItWasComputed(Target target) {
    Optimized plain =
        Optimizer.decide(
            GraphReader.read(GRAPH),
            target,
            WinogradUse.AUTO,
            Precision.F32,
            Choices.ANALYTIC,
            List.of());
    Optimized seen = LayerOutputs.of(plain, target, PREFIX);
    Tensor x = random(TensorType.f32(2, 16, 9, 9));

    seen.program().kernels().forEach(LoopVerifier::verifyScheduled);
    List<Tensor> own = new ProgramInterpreter(plain.program()).run(List.of(x));
    List<Tensor> all = new ProgramInterpreter(seen.program()).run(List.of(x));

    for (int i = 0; i < own.size(); i++) {
      assertEquals(-1, own.get(i).data().mismatch(all.get(i).data()), "seed " + SEED);
    }
    Map<String, Tensor> expected = GraphInterpreter.run(withOutputs(seen), Map.of("x", x));
    List<Port> ports = seen.program().outputs();
    assertTrue(ports.size() >= own.size() + 3, ports.toString());
    for (int i = own.size(); i < ports.size(); i++) {
      assertTrue(ports.get(i).name().startsWith(PREFIX), ports.toString());
      assertClose(ports.get(i).name(), expected.get(ports.get(i).name()), all.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void theProgramItselfStaysAsItIs(Target target) {
    Optimized plain =
        Optimizer.decide(
            GraphReader.read(GRAPH),
            target,
            WinogradUse.AUTO,
            Precision.F32,
            Choices.ANALYTIC,
            List.of());
    Program seen = LayerOutputs.of(plain, target, PREFIX).program();

    int kernels = plain.program().kernels().size();
    assertEquals(plain.program().kernels(), seen.kernels().subList(0, kernels));
    assertEquals(
        plain.program().steps(),
        seen.steps().stream().filter(step -> step.kernel() < kernels).toList());
    assertEquals(plain.program().workspaceBytes(), seen.workspaceBytes());
    long names = seen.outputs().stream().map(Port::name).distinct().count();
    assertEquals(seen.outputs().size(), names);
  }

  /** The graph with an output for each value that the program shows. */
  private static Graph withOutputs(Optimized seen) {
    Map<Integer, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < seen.program().steps().size(); i++) {
      List<Place> arguments = seen.program().steps().get(i).arguments();
      if (arguments.getLast() instanceof Place.Output(int output)) {
        values.put(output, seen.decisions().get(i).node().result());
      }
    }
    List<Output> outputs = new ArrayList<>();
    values.forEach(
        (output, value) ->
            outputs.add(new Output(seen.program().outputs().get(output).name(), value)));
    return new Graph(seen.graph().name(), seen.graph().nodes(), outputs);
  }

  private static Tensor random(TensorType type) {
    SplittableRandom random = new SplittableRandom(SEED);
    return Tensor.generate(type, _ -> random.nextDouble(-1, 1));
  }

  private static void assertClose(String name, Tensor expected, Tensor actual) {
    assertEquals(expected.type(), actual.type(), name);
    float[] want = expected.toFloatArray();
    double scale = 1;
    for (float each : want) {
      scale = Math.max(scale, Math.abs(each));
    }
    assertArrayEquals(want, actual.toFloatArray(), (float) (TOLERANCE * scale), name);
  }
}
