package org.cnnc.ir.interpreter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.RandomGraphs;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedInterpreterTest {
  @Test
  void valuesAreTheInterpreters() {
    for (long seed = 0; seed < 100; seed++) {
      Graph graph = RandomGraphs.graph(seed, 8);
      Map<String, Tensor> inputs = Map.of("x", RandomGraphs.image(graph, seed, 2));

      assertEquals(
          GraphInterpreter.run(graph, inputs).get("y"),
          BoundedInterpreter.run(graph, inputs).get("y").value(),
          "seed " + seed);
    }
  }

  @Test
  void singlePrecisionStaysWithinTheBoundsOfEveryOp() {
    for (int choice = 0; choice < RandomGraphs.CHOICES; choice++) {
      for (long seed = 0; seed < 40; seed++) {
        assertBounded(
            RandomGraphs.single(seed, choice), seed, "op %d seed %d".formatted(choice, seed));
      }
    }
  }

  @Test
  void singlePrecisionStaysWithinTheBoundsOfGraphs() {
    int telling = 0;
    for (long seed = 0; seed < 400; seed++) {
      Graph graph = RandomGraphs.graph(seed, 8);
      telling += assertBounded(graph, seed, "seed " + seed) < 1e-3 ? 1 : 0;
    }
    // The others take logarithms of what may be negative, or the like.
    assertTrue(telling > 300, "only %d of 400 bounds tell something".formatted(telling));
  }

  private static double assertBounded(Graph graph, long seed, String message) {
    Map<String, Tensor> inputs = Map.of("x", RandomGraphs.image(graph, seed, 2));
    BoundedTensor bounded = BoundedInterpreter.run(graph, inputs).get("y");
    Tensor single = SinglePrecision.run(graph, inputs, seed).get("y");
    assertEquals(Optional.empty(), bounded.violation(single), message);
    return bounded.relativeBound();
  }

  @Test
  void oneSumHasTheTextbooksBound() {
    Graph graph = linear(64, 1f);
    Tensor x = Tensor.generate(TensorType.f32(1, 64), i -> i % 2 == 0 ? 1 : -1);

    BoundedTensor y = BoundedInterpreter.run(graph, Map.of("x", x)).get("y");

    double textbook = 65 * 0x1p-24 * 64;
    assertTrue(y.bound(0) >= textbook && y.bound(0) < 1.2 * textbook, "bound " + y.bound(0));
  }

  private static Graph linear(int features, float weight) {
    Graph.Builder b = new Graph.Builder("linear");
    Value x = b.add(new Input("x", TensorType.f32(TensorType.BATCH, features)), Origin.NONE);
    Value w = constant(b, "w", Tensor.filled(TensorType.f32(1, features), weight));
    Value bias = constant(b, "b", Tensor.filled(TensorType.f32(1), 0));
    b.output("y", b.add(new Linear(x, w, bias), Origin.NONE));
    return b.build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aDeepResidualNetworksBoundsHoldAndTellWrongWeights(long seed) {
    Graph graph = residual(16, 16, seed, Optional.empty());
    Map<String, Tensor> inputs = Map.of("x", RandomGraphs.image(graph, seed, 1));
    BoundedTensor bounded = BoundedInterpreter.run(graph, inputs).get("y");

    Tensor right = SinglePrecision.run(graph, inputs, seed).get("y");
    Tensor wrong = GraphInterpreter.run(residual(16, 16, seed, Optional.of(3)), inputs).get("y");

    assertEquals(Optional.empty(), bounded.violation(right), "seed " + seed);
    assertTrue(bounded.worst(right) < 0.5, "nearly violated: " + bounded.worst(right));
    assertTrue(bounded.relativeBound() < 5e-4, "vacuous: " + bounded.relativeBound());
    assertTrue(bounded.worst(wrong) > 1, "weights off by a thousandth are not seen");
  }

  /** Blocks of two convolutions and a shortcut; the weights of one may be wrong. */
  private static Graph residual(int blocks, int channels, long seed, Optional<Integer> wrong) {
    Graph.Builder b = new Graph.Builder("residual");
    Random random = new Random(seed);
    Value y = b.add(new Input("x", TensorType.f32(TensorType.BATCH, channels, 8, 8)), Origin.NONE);
    for (int block = 0; block < blocks; block++) {
      Value branch = convolution(b, y, "a" + block, random, wrong.equals(Optional.of(block)));
      branch = b.add(Unary.of(UnaryKind.RELU, branch), Origin.NONE);
      branch = convolution(b, branch, "b" + block, random, false);
      y = b.add(new Binary(BinaryKind.ADD, branch, y), Origin.NONE);
      y = b.add(Unary.of(UnaryKind.RELU, y), Origin.NONE);
    }
    b.output("y", b.add(new Reduce(ReduceKind.MEAN, y, List.of(2, 3), false), Origin.NONE));
    return b.build();
  }

  private static Value convolution(
      Graph.Builder b, Value x, String name, Random random, boolean wrong) {
    int channels = x.type().dim(1);
    double deviation = Math.sqrt(2.0 / (9 * channels));
    float[] weight = new float[channels * channels * 9];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) (random.nextGaussian() * deviation * (wrong ? 1.001 : 1));
    }
    Value w =
        constant(b, name + ".w", Tensor.ofFloats(TensorType.f32(channels, channels, 3, 3), weight));
    Value zeros = constant(b, name + ".b", Tensor.filled(TensorType.f32(channels), 0));
    Value conv = b.add(new Conv2d(x, w, zeros, Window.of(1, 1, 1), 1), Origin.NONE);
    TensorType type = TensorType.f32(channels);
    return b.add(
        new BatchNorm(
            conv,
            constant(b, name + ".scale", Tensor.generate(type, i -> 0.5 + random.nextDouble())),
            constant(b, name + ".shift", Tensor.generate(type, i -> random.nextGaussian() * 0.1)),
            constant(b, name + ".mean", Tensor.generate(type, i -> random.nextGaussian() * 0.1)),
            constant(b, name + ".var", Tensor.generate(type, i -> 1 + random.nextDouble())),
            1e-5f),
        Origin.NONE);
  }

  private static Value constant(Graph.Builder b, String name, Tensor tensor) {
    return b.add(new Constant(name, tensor), Origin.NONE);
  }

  @Test
  void whatIsBeyondABoundIsTold() {
    Graph graph = linear(4, 1f);
    Tensor x = Tensor.filled(TensorType.f32(2, 4), 1);
    BoundedTensor y = BoundedInterpreter.run(graph, Map.of("x", x)).get("y");

    assertEquals(
        Optional.of("element 1 of f32[2,1] is 4.5, should be 4.0 within 2.86e-06"),
        y.violation(Tensor.ofFloats(TensorType.f32(2, 1), new float[] {4, 4.5f})));
    assertEquals(
        Double.POSITIVE_INFINITY,
        y.worst(Tensor.ofFloats(TensorType.f32(2, 1), new float[] {Float.NaN, 4})));
    assertThrows(IllegalArgumentException.class, () -> y.worst(x));
  }
}
