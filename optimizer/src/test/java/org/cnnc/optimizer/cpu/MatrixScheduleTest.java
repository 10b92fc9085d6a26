package org.cnnc.optimizer.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.Optimized;
import org.cnnc.optimizer.Optimizer;
import org.cnnc.optimizer.Precision;
import org.cnnc.optimizer.WinogradUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers in tiles, between layers that are not, compute what their rounded graph does. */
class MatrixScheduleTest {
  private static final long SEED = 3;
  private static final Target TARGET =
      new Target("tiles", Arch.X86_64, "linux", "test", Target.TILES, 512, 32, 48 << 10, 2 << 20);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Graph.Builder builder = new Graph.Builder("net");

  @ParameterizedTest
  @CsvSource({
    // An even number of tiles in a row; an odd one, in an odd number of rows; and in one row.
    "1, 64, 64, 4, 32, 1, 1, 1, 0, 1",
    "1, 64, 64, 7, 7, 1, 1, 1, 0, 1",
    "1, 32, 32, 1, 40, 1, 1, 1, 0, 1",
    // Tails of pixels, and of channels of both sides.
    "1, 32, 48, 5, 28, 3, 1, 1, 1, 1",
    "1, 40, 24, 6, 14, 3, 1, 1, 1, 1",
    "1, 33, 17, 5, 9, 3, 1, 1, 1, 1",
    // Strides, dilations, paddings that are not alike, several images.
    "1, 64, 32, 7, 33, 3, 2, 1, 1, 1",
    "1, 32, 32, 8, 14, 1, 2, 1, 0, 1",
    "1, 32, 16, 5, 40, 3, 1, 2, 2, 1",
    "1, 32, 32, 6, 11, 2, 1, 1, 1, 1",
    "3, 32, 64, 5, 7, 3, 1, 1, 1, 1",
    // Groups.
    "1, 64, 64, 5, 9, 3, 1, 1, 1, 2",
    "1, 192, 96, 4, 32, 1, 1, 1, 0, 3",
  })
  void convolutionsAreTheirRoundedGraphs(
      int batch,
      int ins,
      int outs,
      int height,
      int width,
      int kernel,
      int stride,
      int dilation,
      int padding,
      int groups) {
    Value x = add("x", new Input("x", TensorType.f32(batch, 3, height, width)));
    Value before = add("first", Unary.of(UnaryKind.RELU, conv("first", x, ins, 1, 1, 1, 0, 1)));
    Value conv = conv("tiles", before, outs, kernel, stride, dilation, padding, groups);
    Value other = conv("other", conv, outs, 1, 1, 1, 0, 1);
    Value sum =
        add("sum", Unary.of(UnaryKind.RELU, add("sum", new Binary(BinaryKind.ADD, other, conv))));
    builder.output("y", conv("last", sum, 5, 1, 1, 1, 0, 1));

    check("tiles_2x2");
  }

  @ParameterizedTest
  @CsvSource({
    // One tap a phase, as many as there are, more of some phases than of others.
    "1, 32, 32, 4, 16, 2, 2, 0, 0",
    "2, 64, 48, 5, 7, 2, 2, 0, 0",
    "1, 40, 24, 3, 9, 4, 2, 1, 0",
    "1, 32, 16, 4, 20, 3, 2, 1, 1",
    "1, 32, 32, 5, 6, 3, 1, 1, 0",
    // A phase has a pixel more than the other one.
    "1, 32, 16, 4, 11, 3, 2, 0, 0",
    "1, 32, 16, 4, 16, 5, 3, 1, 0",
  })
  void transposedConvolutionsAreTheirRoundedGraphs(
      int batch,
      int ins,
      int outs,
      int height,
      int width,
      int kernel,
      int stride,
      int padding,
      int outputPadding) {
    Value x = add("x", new Input("x", TensorType.f32(batch, 3, height, width)));
    Value before = conv("first", x, ins, 1, 1, 1, 0, 1);
    Value weight = constant("tiles", TensorType.f32(ins, outs, kernel, kernel));
    Value bias = constant("tiles", TensorType.f32(outs));
    Window window = new Window(stride, stride, padding, padding, padding, padding, 1, 1);
    Op op = new ConvTranspose2d(before, weight, bias, window, outputPadding, outputPadding, 1);
    builder.output("y", conv("last", add("tiles", op), 5, 1, 1, 1, 0, 1));

    check("phases_tiles_2x2");
  }

  @ParameterizedTest
  @CsvSource({"1, 16, 32, 16", "1, 40, 72, 48", "3, 35, 64, 32"})
  void denseLayersOfManyRowsAreTheirRoundedGraphs(int batch, int rows, int ins, int outs) {
    Value x = add("x", new Input("x", TensorType.f32(batch, rows, 5)));
    Value dense = linear("tiles", linear("first", x, ins), outs);
    builder.output("y", linear("last", dense, 3));

    check("tiles_2x2");
  }

  @Test
  void aBatchIsRowsOfADenseLayer() {
    Value x = add("x", new Input("x", TensorType.f32(33, 5)));
    builder.output("y", linear("last", linear("tiles", linear("first", x, 32), 32), 3));

    check("tiles_2x2");
  }

  /** As in a MobileNet, and at the end of an Inception block. */
  @Test
  void channelsAreFilledUpToWholeSums() {
    Value x = add("x", new Input("x", TensorType.f32(1, 3, 6, 32)));
    Value first = add("first", Unary.of(UnaryKind.RELU, conv("first", x, 24, 1, 1, 1, 0, 1)));
    Value depthwise = conv("depthwise", first, 24, 3, 1, 1, 1, 24);
    Value sum = add("sum", new Binary(BinaryKind.ADD, depthwise, first));
    Value wide = conv("tiles", sum, 32, 1, 1, 1, 0, 1);
    Value narrow = conv("tiles", sum, 48, 1, 1, 1, 0, 1);
    Value both = add("both", new Concat(List.of(wide, narrow), 1));
    Value joined = conv("tiles", both, 32, 3, 1, 1, 1, 1);
    builder.output("y", conv("last", joined, 5, 1, 1, 1, 0, 1));

    Graph unpadded = rounded(builder.build(), withoutTiles());
    Tensor images = images(unpadded.inputs().getFirst().type());
    Tensor expected = GraphInterpreter.run(unpadded, Map.of("x", images)).get("y");
    assertSame(expected, check(images, "tiles_2x2", "tiles_2x2", "tiles_2x2"));
  }

  private static Target withoutTiles() {
    return new Target(
        "vectors", Arch.X86_64, "linux", "test", List.of(), 512, 32, 48 << 10, 2 << 20);
  }

  private static Graph rounded(Graph graph, Target target) {
    return Optimizer.rewrite(
        graph, target, WinogradUse.AUTO, Precision.BF16, Choices.ANALYTIC, List.of());
  }

  private Tensor images(TensorType type) {
    return Tensor.generate(type, _ -> random.nextInt(-3, 4));
  }

  /** That the program of the graph does what its rounded graph does. */
  private void check(String schedule) {
    check(images(builder.build().inputs().getFirst().type()), schedule);
  }

  private Tensor check(Tensor images, String... schedules) {
    Graph graph = builder.build();
    Optimized optimized =
        Optimizer.decide(
            graph, TARGET, WinogradUse.AUTO, Precision.BF16, Choices.ANALYTIC, List.of());

    assertEquals(List.of(schedules), schedules(optimized, "tiles"));
    Program program = optimized.program();
    program.kernels().forEach(LoopVerifier::verifyScheduled);
    Tensor actual = new ProgramInterpreter(program).run(List.of(images)).getFirst();
    assertSame(GraphInterpreter.run(rounded(graph, TARGET), Map.of("x", images)).get("y"), actual);
    return actual;
  }

  private static void assertSame(Tensor expected, Tensor actual) {
    for (long i = 0; i < expected.type().elements(); i++) {
      assertEquals(
          expected.floatAt(i), actual.floatAt(i), 0f, "element %d, seed %d".formatted(i, SEED));
    }
  }

  /** The names of the schedules of a layer. */
  private static List<String> schedules(Optimized optimized, String layer) {
    return optimized.decisions().stream()
        .filter(decision -> decision.node().origin().layers().contains(layer))
        .map(decision -> decision.schedule().name())
        .toList();
  }

  private Value conv(
      String layer,
      Value x,
      int outs,
      int kernel,
      int stride,
      int dilation,
      int padding,
      int groups) {
    Value weight = constant(layer, TensorType.f32(outs, x.type().dim(1) / groups, kernel, kernel));
    Value bias = constant(layer, TensorType.f32(outs));
    Window window =
        new Window(stride, stride, padding, padding, padding, padding, dilation, dilation);
    return add(layer, new Conv2d(x, weight, bias, window, groups));
  }

  private Value linear(String layer, Value x, int outs) {
    Value weight = constant(layer, TensorType.f32(outs, x.type().dims().getLast()));
    return add(layer, new Linear(x, weight, constant(layer, TensorType.f32(outs))));
  }

  /** Whole numbers so small that f32 holds all sums, and bfloat16 not all. */
  private Value constant(String layer, TensorType type) {
    Tensor numbers = Tensor.generate(type, _ -> random.nextInt(-1, 2));
    return add(layer, new Constant(layer + random.nextInt(), numbers));
  }

  private Value add(String layer, Op op) {
    return builder.add(op, Origin.of(layer));
  }
}
