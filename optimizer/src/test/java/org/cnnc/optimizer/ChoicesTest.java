package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choice;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.cpu.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is chosen of an op's candidates is what is compiled, and computes what the op means. */
class ChoicesTest {
  private static final long SEED = Long.getLong("cnnc.seed", 1);

  private static final String CONV3X3 =
      conv(
          "32,32",
          "3,3",
          "stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1",
          "32,6,7",
          "32,6,7");
  private static final String CONV1X1 =
      conv(
          "48,20",
          "1,1",
          "stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1",
          "20,3,7",
          "48,3,7");
  private static final String DEPTHWISE =
      conv(
          "20,1",
          "3,3",
          "stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=20",
          "20,3,7",
          "20,3,7");

  private static final String TRANSPOSED =
      """
      graph @g {
        %0 = input @x : f32[N,20,5,5]
        %1 = constant random(1) : f32[20,24,2,2]
        %2 = constant random(2) : f32[24]
        %3 = tanh %0 : f32[N,20,5,5]
        %4 = conv_transpose2d %3, %1, %2 {stride=[2,2], padding=[0,0,0,0], dilation=[1,1], output_padding=[0,0], groups=1} : f32[N,24,10,10]
        return %4 as @y
      }
      """;

  private static final String LINEAR =
      """
      graph @g {
        %0 = input @x : f32[N,40]
        %1 = constant random(1) : f32[200,40]
        %2 = constant random(2) : f32[200]
        %3 = linear %0, %1, %2 : f32[N,200]
        return %3 as @y
      }
      """;

  private static String conv(
      String channels, String kernel, String attributes, String x, String y) {
    return """
        graph @g {
          %%0 = input @x : f32[N,%4$s]
          %%1 = constant random(1) : f32[%1$s,%2$s]
          %%2 = constant random(2) : f32[%6$s]
          %%3 = tanh %%0 : f32[N,%4$s]
          %%4 = conv2d %%3, %%1, %%2 {%3$s} -> relu %%_ : f32[N,%5$s]
          return %%4 as @y
        }
        """
        .formatted(channels, kernel, attributes, x, y, channels.split(",", 2)[0]);
  }

  private static String text(String name) {
    return switch (name) {
      case "conv3x3" -> CONV3X3;
      case "conv1x1" -> CONV1X1;
      case "depthwise" -> DEPTHWISE;
      case "transposed" -> TRANSPOSED;
      case "linear" -> LINEAR;
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "conv3x3, 512, true",
    "conv3x3, 256, true",
    "conv1x1, 512, false",
    "conv1x1, 256, false",
    "depthwise, 512, false",
    "depthwise, 128, false",
    "transposed, 512, false",
    "transposed, 256, false",
    "linear, 512, false",
    "linear, 128, false"
  })
  void everyCandidateComputesWhatTheOpMeans(String name, int vectorBits, boolean hasWinograd) {
    Graph graph = GraphReader.read(text(name));
    List<Choice> candidates = candidates(graph, vectorBits);
    assertTrue(candidates.size() > 1, name + " has " + candidates);
    assertEquals(hasWinograd, candidates.stream().anyMatch(Choice.Winograd.class::isInstance));
    assertEquals(
        candidates.size(), new HashSet<>(candidates.stream().map(Choice::name).toList()).size());

    Tensor x = random(graph);
    var expected = BoundedInterpreter.run(graph, Map.of("x", x)).get("y");
    for (Choice choice : candidates) {
      Optimized optimized = decide(graph, vectorBits, (_, _) -> Optional.of(choice));
      Program program = optimized.program();
      program.kernels().forEach(LoopVerifier::verifyScheduled);
      Tensor actual = new ProgramInterpreter(program).run(List.of(x)).getFirst();
      assertEquals(Optional.empty(), expected.violation(actual), choice + ", seed " + SEED);
      assertTakes(choice, candidates.getFirst(), optimized);
    }
  }

  private static void assertTakes(Choice choice, Choice model, Optimized optimized) {
    List<Optimized.Decision> taken =
        optimized.decisions().stream()
            .filter(d -> d.schedule().reasons().contains(new Reason.Known(choice, model)))
            .toList();
    assertEquals(1, taken.size(), choice.name());
    String kernel = taken.getFirst().schedule().name();
    assertTrue(
        switch (choice) {
          case Choice.Winograd _ -> kernel.startsWith("winograd_");
          case Choice.Direct(var tile) ->
              kernel.endsWith("_" + tile)
                  || kernel.equals("depthwise_" + tile.pixels())
                  || kernel.startsWith("matvec_");
        },
        choice.name() + " became " + kernel);
  }

  @ParameterizedTest
  @CsvSource({"conv3x3, 512", "conv1x1, 512", "depthwise, 256", "transposed, 256", "linear, 128"})
  void withoutKnowledgeTheFirstCandidateIsTaken(String name, int vectorBits) {
    Graph graph = GraphReader.read(text(name));
    Choice first = candidates(graph, vectorBits).getFirst();

    Program analytic = decide(graph, vectorBits, Choices.ANALYTIC).program();

    assertEquals(decide(graph, vectorBits, (_, _) -> Optional.of(first)).program(), analytic);
  }

  private static List<Choice> candidates(Graph graph, int vectorBits) {
    List<Choice> seen = new ArrayList<>();
    decide(
        graph,
        vectorBits,
        (_, candidates) -> {
          seen.addAll(seen.isEmpty() ? candidates : List.of());
          return Optional.empty();
        });
    return seen;
  }

  private static Optimized decide(Graph graph, int vectorBits, Choices choices) {
    Target target =
        new Target(
            "test",
            Arch.X86_64,
            "linux",
            "test",
            List.of(),
            vectorBits,
            vectorBits == 256 ? 16 : 32,
            32 << 10,
            1 << 20);
    return Optimizer.decide(graph, target, WinogradUse.AUTO, Precision.F32, choices, List.of());
  }

  private static Tensor random(Graph graph) {
    SplittableRandom random = new SplittableRandom(SEED);
    return Tensor.generate(
        graph.inputs().getFirst().type().withBatch(1), i -> random.nextDouble(-1, 1));
  }
}
