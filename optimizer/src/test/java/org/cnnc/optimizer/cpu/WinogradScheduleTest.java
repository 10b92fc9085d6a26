package org.cnnc.optimizer.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.loop.Stmt;
import org.cnnc.ir.loop.interpreter.LoopInterpreter;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.lower.Lowering;
import org.cnnc.optimizer.lower.Operands;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.lower.WinogradTiles.WeightTransform;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Winograd's algorithm in every way to divide it up: the schedule changes no bit of the naive nest,
 * and that is what the graph means.
 */
class WinogradScheduleTest {
  private static final long FIRST_SEED = Long.getLong("cnnc.seed", 1);
  private static final int CASES = 20;

  static LongStream seeds() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + CASES);
  }

  static Target target(int bits) {
    String name = bits + " bits";
    int registers = bits == 256 ? 16 : 32;
    return new Target(
        name, Arch.X86_64, "linux", name, List.of(), bits, registers, 32 << 10, 1 << 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyDivisionComputesWhatTheGraphMeans(long seed) {
    Case c = new Case(seed);
    Map<String, float[]> naive = c.memory();
    LoopInterpreter.runOn(c.nest(), naive);
    Map<String, float[]> scheduled = c.memory();
    Stmt nest = c.schedule.apply(c.nest());
    LoopVerifier.verifyScheduled(new Kernel("k", c.parameters(), nest));
    LoopInterpreter.runOn(nest, scheduled);

    assertArrayEquals(naive.get("y"), scheduled.get("y"), c + " (seed " + seed + ")");
    assertEquals(
        Optional.empty(), c.expected().violation(c.result(scheduled.get("y"))), c.toString());
  }

  /** A random convolution, fused or not, and a random way to divide it up. */
  private static final class Case {
    private final SplittableRandom random;
    private final Target target;
    private final int images;
    private final int ic;
    private final int oc;
    private final int height;
    private final int width;
    private final Window window;
    private final boolean isFused;
    private final WinogradTiles tiles;
    private final Schedule schedule;
    private final Graph graph;
    private final Op op;
    private final Map<String, Tensor> tensors = new TreeMap<>();

    Case(long seed) {
      random = new SplittableRandom(seed);
      target = target(128 << random.nextInt(3));
      images = random.nextInt(1, 3);
      ic = 32;
      oc = random.nextBoolean() ? 32 : 48;
      height = random.nextInt(3, 20);
      width = random.nextInt(3, 20);
      window =
          new Window(
              1,
              1,
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              1,
              1);
      isFused = random.nextBoolean();
      graph = graph();
      op =
          graph.nodes().stream()
              .map(node -> node.op())
              .filter(o -> o instanceof Conv2d || o instanceof Fused)
              .findFirst()
              .orElseThrow();
      tiles = tiles();
      schedule = WinogradSchedule.of(tiles, target);
    }

    private WinogradTiles tiles() {
      TensorType y = op.resultTypes().getFirst();
      int rows = Math.ceilDiv(y.dim(2), Winograd.TILE);
      int columns = Math.ceilDiv(y.dim(3), Winograd.TILE);
      WeightTransform transform =
          switch (random.nextInt(3)) {
            case 0 -> WeightTransform.ONCE;
            case 1 -> WeightTransform.BY_TASK;
            default -> WeightTransform.IN_REGISTERS;
          };
      int blocks = random.nextInt(1, 4);
      int rowsOfBlock = random.nextInt(1, 3);
      int across = random.nextInt(1, columns + 1);
      int down = Math.ceilDiv(rows, blocks * rowsOfBlock);
      if (random.nextBoolean()) {
        blocks = 1;
        rowsOfBlock = rows;
        down = 1;
        across = 1;
      }
      boolean isRound = random.nextBoolean();
      boolean isFitted = rowsOfBlock == rows && !isRound;
      int vectors = oc == 32 || target.lanes() == 16 ? 1 + oc / 32 % 2 : 3;
      vectors = transform == WeightTransform.IN_REGISTERS ? 1 : vectors;
      while (oc % (target.lanes() * vectors) != 0) {
        vectors--;
      }
      return new WinogradTiles(
          target.lanes(),
          ic,
          oc,
          down,
          across,
          blocks * rowsOfBlock,
          Math.ceilDiv(columns, across),
          isFitted && blocks == 1 ? y.dim(2) - (rows - 1) * Winograd.TILE : Winograd.TILE,
          across == 1 && !isRound ? y.dim(3) - (columns - 1) * Winograd.TILE : Winograd.TILE,
          blocks,
          vectors,
          random.nextInt(1, 6),
          transform,
          transform == WeightTransform.ONCE || random.nextBoolean() ? ic : target.lanes(),
          random.nextBoolean());
    }

    private Graph graph() {
      Graph.Builder b = new Graph.Builder("g");
      Value x = input(b, "x", TensorType.f32(images, ic, height, width));
      Value weight = constant(b, "weight", TensorType.f32(oc, ic, 3, 3));
      Value bias = constant(b, "bias", TensorType.f32(oc));
      Conv2d conv = new Conv2d(x, weight, bias, window, 1);
      TensorType type = conv.resultTypes().getFirst();
      Value y;
      if (isFused) {
        Value e = input(b, "e", type);
        Value previous = Value.previous(type);
        y =
            b.add(
                new Fused(
                    conv,
                    List.of(
                        new Binary(BinaryKind.ADD, previous, e),
                        Unary.of(UnaryKind.RELU, previous))),
                Origin.NONE);
      } else {
        y = b.add(conv, Origin.NONE);
      }
      b.output("y", y);
      return b.build();
    }

    private Value input(Graph.Builder b, String name, TensorType type) {
      tensors.put(name, random(type));
      return b.add(new Input(name, type), Origin.NONE);
    }

    private Value constant(Graph.Builder b, String name, TensorType type) {
      tensors.put(name, random(type));
      return b.add(new Constant(name, tensors.get(name)), Origin.NONE);
    }

    private Tensor random(TensorType type) {
      return Tensor.generate(type, i -> random.nextDouble(-1, 1));
    }

    BoundedTensor expected() {
      Map<String, Tensor> inputs = new TreeMap<>(tensors);
      inputs.keySet().retainAll(List.of("x", "e"));
      return BoundedInterpreter.run(graph, inputs).get("y");
    }

    Tensor result(float[] memory) {
      TensorType type = op.resultTypes().getFirst();
      Buffer y = result();
      return Tensor.generate(
          type,
          i -> {
            long[] index = index(type, i);
            return memory[(int) y.layout().position(index)];
          });
    }

    private static long[] index(TensorType type, long position) {
      long[] index = new long[type.rank()];
      long rest = position;
      for (int d = type.rank() - 1; d >= 0; d--) {
        index[d] = rest % type.dim(d);
        rest /= type.dim(d);
      }
      return index;
    }

    /** The op's buffers, the input with the halo that tiles at the edges reach into. */
    List<Buffer> operands() {
      List<Buffer> buffers = new ArrayList<>();
      List<Integer> shape = List.of(images, ic, height, width);
      Layout layout =
          Layout.blocked(shape, 1, target.lanes())
              .withHalo(
                  2, window.padTop(), Math.max(0, tiles.inputRows() - window.padTop() - height))
              .withHalo(
                  3,
                  window.padLeft(),
                  Math.max(0, tiles.inputColumns() - window.padLeft() - width));
      buffers.add(new Buffer("x", ElementType.F32, shape, layout, Space.GLOBAL));
      buffers.add(
          new Buffer(
              "weight",
              ElementType.F32,
              List.of(oc, ic, 3, 3),
              schedule.packing().get(1),
              Space.GLOBAL));
      buffers.add(
          new Buffer(
              "bias", ElementType.F32, List.of(oc), schedule.packing().get(2), Space.GLOBAL));
      if (isFused) {
        buffers.add(blocked("e"));
      }
      return buffers;
    }

    private Buffer result() {
      return blocked("y");
    }

    private Buffer blocked(String name) {
      List<Integer> shape = op.resultTypes().getFirst().dims();
      return new Buffer(
          name, ElementType.F32, shape, Layout.blocked(shape, 1, target.lanes()), Space.GLOBAL);
    }

    List<Buffer> parameters() {
      List<Buffer> parameters = new ArrayList<>(operands());
      parameters.add(result());
      parameters.addAll(schedule.scratch());
      return parameters;
    }

    Stmt nest() {
      return Lowering.lower(op, new Operands(operands(), result()), Optional.of(tiles));
    }

    /** What is not given holds NaN, so that it shows where it is used. */
    Map<String, float[]> memory() {
      Map<String, float[]> memory = new TreeMap<>();
      for (Buffer buffer : parameters()) {
        float[] values = new float[Math.toIntExact(buffer.layout().elements())];
        Tensor tensor = tensors.get(buffer.name());
        if (tensor == null) {
          Arrays.fill(values, Float.NaN);
        } else {
          for (long i = 0; i < tensor.type().elements(); i++) {
            long[] index = index(tensor.type(), i);
            values[(int) buffer.layout().position(index)] = tensor.floatAt(i);
          }
        }
        memory.put(buffer.name(), values);
      }
      return memory;
    }

    @Override
    public String toString() {
      return "%s of %s for %s%s".formatted(tiles, tensors.get("x"), target.name(), window);
    }
  }
}
