package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.loop.text.LoopPrinter;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.optimizer.cpu.Choices;
import org.cnnc.optimizer.cpu.Chooser;
import org.cnnc.optimizer.layout.SeparatePinnedValues;
import org.cnnc.optimizer.layout.SharedMemory;
import org.cnnc.optimizer.pass.DefaultPipeline;
import org.cnnc.optimizer.pass.Goldens;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that share memory are those that should, and hold what they would hold by themselves. */
class SharedMemoryTest {
  private static final Path ROOT = Path.of("src/test/resources/memory");
  private static final String DIVIDER = "-----\n";
  private static final int SEEDS = 30;

  private static Target target(int vectorBits) {
    return new Target(
        "test", Arch.X86_64, "linux", "test", List.of(), vectorBits, 32, 32 << 10, 1 << 20);
  }

  /** Each file: a graph, and the steps of its program with the places of their arguments. */
  @TestFactory
  List<DynamicTest> plans() throws IOException {
    try (Stream<Path> files = Files.list(ROOT)) {
      return files
          .sorted()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)))
          .toList();
    }
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file).split(DIVIDER, 2)[0];
    assertTrue(text.startsWith("// "), "a sentence must say why the file is there");
    Program program =
        Optimizer.optimize(
            GraphReader.read(text),
            target(512),
            WinogradUse.OFF,
            Precision.F32,
            Choices.ANALYTIC,
            List.of());
    String steps = LoopPrinter.print(program).split("\nkernel ", 2)[0];
    Goldens.assertMatches(file, text + DIVIDER + steps);
  }

  @ParameterizedTest(name = "{0} bits")
  @ValueSource(ints = {128, 512})
  void sharingChangesNoBit(int vectorBits) {
    Target target = target(vectorBits);
    Chooser chooser = new Chooser(target, true, Choices.ANALYTIC);
    int smaller = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Graph graph = new RandomPlanes(seed).graph();
      Graph separated =
          SeparatePinnedValues.run(DefaultPipeline.run(graph, List.of()), target, chooser);
      Program apart =
          Optimizer.build(separated, target, chooser, SharedMemory.none(target)).program();
      Program shared =
          Optimizer.build(separated, target, chooser, SharedMemory.find(separated, target))
              .program();
      Tensor x = random(graph.inputs().getFirst().type().withBatch(2), new Random(seed));
      try {
        assertEquals(bits(apart, x), bits(shared, x));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed %d%n%s".formatted(seed, GraphPrinter.print(separated)), e);
      }
      smaller += shared.steps().size() < apart.steps().size() ? 1 : 0;
    }
    assertTrue(smaller > SEEDS / 3, "only %d programs became shorter".formatted(smaller));
  }

  private static List<List<Byte>> bits(Program program, Tensor x) {
    List<List<Byte>> bits = new ArrayList<>();
    for (Tensor output : new ProgramInterpreter(program).run(List.of(x))) {
      List<Byte> bytes = new ArrayList<>();
      for (byte b : output.data().toArray(ValueLayout.JAVA_BYTE)) {
        bytes.add(b);
      }
      bits.add(bytes);
    }
    return bits;
  }

  private static Tensor random(TensorType type, Random random) {
    return Tensor.generate(type, i -> random.nextDouble(-1, 1));
  }

  /** Graphs of images of one size that are joined, cut, overwritten and read again. */
  private static final class RandomPlanes {
    private static final int STEPS = 14;
    private static final List<Integer> CHANNELS = List.of(3, 8, 16, 16, 20, 32);

    private final Random random;
    private final Graph.Builder builder;
    private final List<Value> images = new ArrayList<>();
    private final List<Value> rows = new ArrayList<>();

    RandomPlanes(long seed) {
      this.random = new Random(seed);
      this.builder = new Graph.Builder("planes" + seed);
    }

    Graph graph() {
      images.add(add(new Input("x", TensorType.f32(TensorType.BATCH, pick(CHANNELS), 3, 4))));
      for (int i = 0; i < STEPS; i++) {
        next();
      }
      builder.output("y", images.getLast());
      builder.output("z", add(Unary.of(UnaryKind.NEG, pick(images))));
      if (!rows.isEmpty()) {
        builder.output("r", add(Unary.of(UnaryKind.NEG, rows.getLast())));
      }
      return builder.build();
    }

    private void next() {
      // The newest mostly, so that chains grow and older values die.
      Value x = random.nextInt(3) > 0 ? images.getLast() : pick(images);
      int channels = x.type().dim(1);
      switch (random.nextInt(9)) {
        case 0, 1 -> images.add(conv(x, pick(CHANNELS)));
        case 2 -> images.add(concat(x));
        case 3 -> images.add(add(new Concat(List.of(conv(x, 16), conv(x, 16), x), 1)));
        case 4 -> {
          int start = 4 * random.nextInt(Math.ceilDiv(channels, 4));
          int size = 1 + random.nextInt(channels - start);
          images.add(add(new Slice(x, 1, start, size, 1)));
        }
        case 5 -> images.add(add(new Affine(x, constant(channels), constant(channels))));
        case 6 -> images.add(add(new Binary(BinaryKind.ADD, conv(conv(x, 16), channels), x)));
        case 7 ->
            images.add(add(new MaxPool2d(x, new PoolWindow(3, 3, Window.of(1, 1, 1), false))));
        case 8 -> {
          int elements = (int) x.type().elements();
          rows.add(add(new Reshape(x, List.of(TensorType.BATCH, elements))));
          rows.add(add(new Concat(List.of(rows.getLast(), pick(rows)), 1)));
        }
        default -> throw new AssertionError();
      }
    }

    private Value concat(Value x) {
      Value other = pick(images);
      return add(
          new Concat(random.nextBoolean() ? List.of(x, other) : List.of(other, x, other), 1));
    }

    private Value conv(Value x, int outChannels) {
      int kernel = random.nextBoolean() ? 1 : 3;
      Value weight = constant(outChannels, x.type().dim(1), kernel, kernel);
      Window window = Window.of(1, kernel / 2, 1);
      return add(new Conv2d(x, weight, constant(outChannels), window, 1));
    }

    private Value constant(int... dims) {
      return add(new Constant("", random(TensorType.f32(dims), random)));
    }

    private Value add(Op op) {
      return builder.add(op, Origin.NONE);
    }

    private <T> T pick(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
