package org.cnnc.optimizer.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.optimizer.rule.MulSigmoidToSilu;
import org.cnnc.optimizer.rule.Rule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A rewritten graph computes what it did before: exactly, since {@link ExactGraphs} are exact. */
class RuleSoundnessTest {
  private static final int SEEDS = 250;

  @Test
  void pipelineKeepsEveryOutput() {
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Graph graph = ExactGraphs.graph(seed);
      Map<String, Tensor> inputs = ExactGraphs.inputs(graph, seed);
      if (ExactGraphs.isExact(graph, inputs)) {
        assertSame(graph, DefaultPipeline.run(graph, List.of(new VerifyEach())), inputs, seed);
        compared++;
      }
    }
    assertTrue(compared > SEEDS / 3, "only %d graphs were exact".formatted(compared));
  }

  @TestFactory
  List<DynamicTest> everyRuleKeepsEveryOutput() {
    List<DynamicTest> tests = new ArrayList<>();
    List<GraphPass> earlier = new ArrayList<>();
    for (GraphPass pass : DefaultPipeline.PASSES) {
      List<GraphPass> before = List.copyOf(earlier);
      if (pass instanceof RewritePass rewrite) {
        rewrite.rules().stream()
            .filter(rule -> !(rule instanceof MulSigmoidToSilu))
            .map(
                rule ->
                    DynamicTest.dynamicTest(
                        rule.getClass().getSimpleName(), () -> assertSound(before, rule)))
            .forEach(tests::add);
      }
      earlier.add(pass);
    }
    return tests;
  }

  /** A rule alone, on graphs as the earlier passes leave them. */
  private static void assertSound(List<GraphPass> earlier, Rule<?> rule) {
    RewritePass alone = new RewritePass("alone", List.of(rule));
    int applied = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Graph graph = ExactGraphs.graph(seed);
      Map<String, Tensor> inputs = ExactGraphs.inputs(graph, seed);
      for (GraphPass pass : earlier) {
        graph = pass.run(graph);
      }
      Graph result = alone.run(graph);
      if (!result.equals(graph) && ExactGraphs.isExact(graph, inputs)) {
        assertSame(graph, result, inputs, seed);
        applied++;
      }
    }
    assertTrue(applied > 0, "no graph in which it applies");
  }

  private static void assertSame(Graph before, Graph after, Map<String, Tensor> inputs, long seed) {
    Map<String, Tensor> expected = GraphInterpreter.run(before, inputs);
    Map<String, Tensor> actual = GraphInterpreter.run(after, inputs);
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
    expected.forEach(
        (name, tensor) -> {
          for (long i = 0; i < tensor.type().elements(); i++) {
            // As numbers: the sign of a zero may change.
            if (tensor.floatAt(i) != actual.get(name).floatAt(i)) {
              throw new AssertionError(
                  "seed %d: element %d of %s was %s, is %s%n%s%n%s"
                      .formatted(
                          seed,
                          i,
                          name,
                          tensor.floatAt(i),
                          actual.get(name).floatAt(i),
                          GraphPrinter.print(before),
                          GraphPrinter.print(after)));
            }
          }
        });
  }

  /** A sigmoid cannot be exact: rounded once more, as the product that is not made any more is. */
  @Test
  void siluIsWithinTheRoundingsOfSigmoidAndProduct() {
    Graph.Builder builder = new Graph.Builder("g");
    Value x = builder.add(new Input("x", TensorType.f32(1000)), Origin.NONE);
    Value gate = builder.add(Unary.of(UnaryKind.SIGMOID, x), Origin.NONE);
    builder.output("y", builder.add(new Binary(BinaryKind.MUL, x, gate), Origin.NONE));
    Graph graph = builder.build();
    Random random = new Random(5);
    Map<String, Tensor> inputs =
        Map.of("x", Tensor.generate(TensorType.f32(1000), i -> 8 * random.nextGaussian()));

    Tensor two = GraphInterpreter.run(graph, inputs).get("y");
    Tensor one = GraphInterpreter.run(DefaultPipeline.run(graph, List.of()), inputs).get("y");

    for (int i = 0; i < 1000; i++) {
      assertEquals(two.floatAt(i), one.floatAt(i), 3 * 0x1p-24 * Math.abs(one.floatAt(i)));
    }
  }
}
