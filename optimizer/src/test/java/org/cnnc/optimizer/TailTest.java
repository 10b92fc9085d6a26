package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.program.Place;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Step;
import org.cnnc.ir.program.Tail;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.pass.ExactGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Dense layers at the end of a network are computed for several images at once, and compute the
 * same: of numbers whose sums are exact, for batches of all sizes around those of the blocks.
 */
class TailTest {
  private static final int SEEDS = 60;

  /** Eight and four images at once, and one. */
  private static final int[] BATCHES = {1, 3, 4, 7, 8, 9, 13, 17};

  private static final Target AVX512 = target("avx512", 512, 32);

  static Stream<Target> targets() {
    return Stream.of(AVX512, target("avx2", 256, 16), target("neon", 128, 32));
  }

  private static Target target(String name, int bits, int registers) {
    return new Target(
        name, Arch.X86_64, "linux", name, List.of(), bits, registers, 32 << 10, 1 << 20);
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aBatchOfAnySizeIsWhatItsGraphMeans(Target target) {
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Graph graph = new Networks(seed).network();
      Program program = program(graph, target);
      program.kernels().forEach(LoopVerifier::verifyScheduled);
      assertEquals(List.of(8, 4), sizes(program), GraphPrinter.print(graph));
      int batch = BATCHES[seed % BATCHES.length];
      compared += check(graph, program, batch, seed) ? 1 : 0;
    }
    assertTrue(compared > SEEDS / 2, "only %d networks were exact".formatted(compared));
  }

  private static boolean check(Graph graph, Program program, int batch, long seed) {
    Random random = new Random(seed);
    TensorType type = graph.inputs().getFirst().type().withBatch(batch);
    Tensor x = Tensor.generate(type, _ -> random.nextInt(-3, 4));
    Map<String, Tensor> inputs = Map.of("x", x);
    if (!ExactGraphs.isExact(graph, inputs)) {
      return false;
    }
    List<Tensor> actual = new ProgramInterpreter(program).run(List.of(x));
    String context = "seed %d, batch %d%n%s".formatted(seed, batch, GraphPrinter.print(graph));
    assertEquals(List.of(), ThreadOrders.wrong(program, List.of(x), actual, 2, 3), () -> context);
    List<Tensor> expected = List.copyOf(GraphInterpreter.run(graph, inputs).values());
    for (int output = 0; output < expected.size(); output++) {
      for (long i = 0; i < expected.get(output).type().elements(); i++) {
        // As numbers: the sign of a zero may change.
        assertEquals(
            expected.get(output).floatAt(i), actual.get(output).floatAt(i), 0f, () -> context);
      }
    }
    return true;
  }

  /** Blocks of images read the weights that one image reads, as they are packed for it. */
  @ParameterizedTest
  @MethodSource("targets")
  void blocksReadTheSameWeights(Target target) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Program program = program(new Networks(seed).network(), target);
      Tail tail = program.tail();
      List<Place> weights = weights(program.steps().subList(tail.first(), program.steps().size()));
      for (Tail.Block block : tail.blocks()) {
        assertEquals(weights, weights(block.steps()), "seed " + seed);
      }
    }
  }

  private static List<Place> weights(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.arguments().stream())
        .filter(Place.Weights.class::isInstance)
        .toList();
  }

  @Test
  void aBlocksStepsAreThoseOfOneImage() {
    Program program = program(new Networks(1).network(), AVX512);
    for (Tail.Block block : program.tail().blocks()) {
      assertEquals(
          program.steps().subList(program.tail().first(), program.steps().size()).stream()
              .map(step -> step.origin() + " " + step.macs())
              .toList(),
          block.steps().stream().map(step -> step.origin() + " " + step.macs()).toList());
    }
  }

  @Test
  void layersWithoutDenseOnesAtTheEndWorkOnOneImage() {
    Networks networks = new Networks(0);
    Value x = networks.image();
    networks.builder.output("y", networks.convolution(x));
    assertEquals(List.of(), sizes(program(networks.builder.build(), AVX512)));

    Networks generator = new Networks(0);
    Value row = generator.add(new Input("x", TensorType.f32(TensorType.BATCH, 5)));
    Value pixels =
        generator.add(new Reshape(generator.dense(row, 18), List.of(TensorType.BATCH, 2, 3, 3)));
    generator.builder.output("y", generator.convolution(pixels));
    assertEquals(List.of(), sizes(program(generator.builder.build(), AVX512)));
  }

  /** A batch that is no symbol is computed as a whole already; a device has work items instead. */
  @Test
  void whatHasNoSymbolOfABatchAndWhatRunsOnADeviceHasNoBlocks() {
    Networks fixed = new Networks(0);
    Value x = fixed.add(new Input("x", TensorType.f32(6, 5)));
    fixed.builder.output("y", fixed.dense(x, 7));
    assertEquals(List.of(), sizes(program(fixed.builder.build(), AVX512)));
    for (Target device : List.of(Devices.DESKTOP, Devices.MOBILE, Devices.SMALL)) {
      assertEquals(List.of(), sizes(program(new Networks(1).network(), device)), device.name());
    }
  }

  @Test
  void softmaxIsOfTheLastSteps() {
    Networks networks = new Networks(0);
    Value x = networks.add(new Input("x", TensorType.f32(TensorType.BATCH, 5)));
    networks.builder.output("y", networks.add(new Softmax(networks.dense(x, 7), 1, false)));
    Program program = program(networks.builder.build(), AVX512);
    assertEquals(0, program.tail().first());
    assertEquals(List.of(8, 4), sizes(program));
  }

  private static Program program(Graph graph, Target target) {
    return Optimizer.optimize(
        graph, target, WinogradUse.AUTO, Precision.F32, Choices.ANALYTIC, List.of());
  }

  private static List<Integer> sizes(Program program) {
    return program.tail().blocks().stream().map(Tail.Block::images).toList();
  }

  /** Small networks that end with dense layers, of weights whose sums are exact. */
  private static final class Networks {
    private static final List<Integer> FEATURES = List.of(1, 3, 10, 16, 17, 33, 130, 160);
    private static final List<Double> WEIGHTS = List.of(-1.0, -0.5, 0.0, 0.5, 1.0);

    private final Random random;
    private final Graph.Builder builder;
    private int names;

    Networks(long seed) {
      this.random = new Random(seed);
      this.builder = new Graph.Builder("dense" + seed);
    }

    Graph network() {
      Value x =
          random.nextInt(3) == 0
              ? add(new Input("x", TensorType.f32(TensorType.BATCH, 1 + random.nextInt(20))))
              : flat(random.nextBoolean() ? convolution(image()) : image());
      List<Value> rows = new ArrayList<>(List.of(dense(x, pick(FEATURES))));
      for (int i = random.nextInt(5); i > 0; i--) {
        Value from =
            rows.get(random.nextInt(2) == 0 ? rows.size() - 1 : random.nextInt(rows.size()));
        rows.add(next(from));
      }
      builder.output("y", rows.getLast());
      if (random.nextBoolean()) {
        builder.output("z", pick(rows));
      }
      return builder.build();
    }

    private Value next(Value x) {
      int features = x.type().dim(1);
      return switch (random.nextInt(5)) {
        case 0, 1 -> dense(x, pick(FEATURES));
        case 2 -> add(new Unary(UnaryKind.RELU, dense(x, pick(FEATURES)), List.of()));
        case 3 -> add(new Binary(BinaryKind.ADD, x, dense(x, features)));
        case 4 -> add(new Binary(BinaryKind.MUL, x, constant(features)));
        default -> throw new AssertionError();
      };
    }

    Value image() {
      return add(new Input("x", TensorType.f32(TensorType.BATCH, 2, 3, 3)));
    }

    Value convolution(Value x) {
      int channels = 1 + random.nextInt(18);
      Window window = Window.of(1, 0, 1);
      return add(
          new Conv2d(x, constant(channels, x.type().dim(1), 2, 2), constant(channels), window, 1));
    }

    private Value flat(Value x) {
      int features = (int) x.type().elements();
      return add(new Reshape(x, List.of(TensorType.BATCH, features)));
    }

    Value dense(Value x, int features) {
      return add(new Linear(x, constant(features, x.type().dim(1)), constant(features)));
    }

    private Value constant(int... dims) {
      Tensor tensor = Tensor.generate(TensorType.f32(dims), _ -> pick(WEIGHTS));
      return add(new Constant("c" + names++, tensor));
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    Value add(Op op) {
      return builder.add(op, Origin.NONE);
    }
  }
}
