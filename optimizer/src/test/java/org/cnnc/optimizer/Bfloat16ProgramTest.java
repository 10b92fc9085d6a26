package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
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
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.program.Kernel;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.Tail;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphPrinter;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A network whose layers between the first and the last are stored in bfloat16. */
class Bfloat16ProgramTest {
  private static final long SEED = 5;
  private static final Precision ALL_LAYERS =
      new Precision(Precision.Storage.BF16, true, List.of());

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Graph.Builder builder = new Graph.Builder("net");

  private static Target target(int vectorBits, String... features) {
    return new Target(
        vectorBits + " bits",
        Arch.X86_64,
        "linux",
        "test",
        List.of(features),
        vectorBits,
        vectorBits == 512 ? 32 : 16,
        32 << 10,
        1 << 20);
  }

  /** Whole numbers so small that f32 holds all sums, and bfloat16 not all. */
  private Tensor numbers(TensorType type) {
    return Tensor.generate(type, _ -> random.nextInt(-1, 2));
  }

  private Value conv(String layer, Value x, int outs, int kernel, int groups) {
    int ins = x.type().dim(1) / groups;
    Value weight = constant(layer, TensorType.f32(outs, ins, kernel, kernel));
    Value bias = constant(layer, TensorType.f32(outs));
    Window window = new Window(1, 1, kernel / 2, kernel / 2, kernel / 2, kernel / 2, 1, 1);
    return add(layer, new Conv2d(x, weight, bias, window, groups));
  }

  private Value twiceAsLarge(String layer, Value x, int outs) {
    Value weight = constant(layer, TensorType.f32(x.type().dim(1), outs, 2, 2));
    Window window = new Window(2, 2, 0, 0, 0, 0, 1, 1);
    Value bias = constant(layer, TensorType.f32(outs));
    return add(layer, new ConvTranspose2d(x, weight, bias, window, 0, 0, 1));
  }

  private Value constant(String layer, TensorType type) {
    return add(layer, new Constant(layer + random.nextInt(), numbers(type)));
  }

  private Value add(String layer, Op op) {
    return builder.add(op, Origin.of(layer));
  }

  private Graph net() {
    Value x =
        add("x", new Input("x", new TensorType(DType.F32, List.of(TensorType.BATCH, 3, 9, 9))));
    Value first = add("first", Unary.of(UnaryKind.RELU, conv("first", x, 32, 3, 1)));
    Value one = conv("one", first, 32, 1, 1);
    Value sum = add("sum", new Binary(BinaryKind.ADD, conv("three", one, 32, 3, 1), one));
    Value depthwise = conv("depthwise", sum, 32, 3, 32);
    Value both = add("concat", new Concat(List.of(sum, depthwise), 1));
    Value last = conv("grouped", conv("wide", both, 64, 1, 1), 32, 1, 2);
    Value means = add("mean", new Reduce(ReduceKind.SUM, last, List.of(2, 3), false));
    Value weight = constant("scores", TensorType.f32(10, 32));
    builder.output(
        "y", add("scores", new Linear(means, weight, constant("scores", TensorType.f32(10)))));
    return builder.build();
  }

  /** Layers that add pairs of channels, though they are no plain convolutions. */
  private Graph transposedAndGrouped() {
    Value x =
        add("x", new Input("x", new TensorType(DType.F32, List.of(TensorType.BATCH, 3, 9, 9))));
    Value up = twiceAsLarge("up", conv("one", conv("first", x, 48, 3, 1), 48, 1, 1), 32);
    builder.output("y", conv("last", conv("grouped", up, 32, 1, 2), 8, 1, 1));
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({"128, false", "256, false", "512, false", "512, true"})
  void computesWhatItsRoundedGraphDoes(int vectorBits, boolean hasTiles) {
    Target target =
        target(vectorBits, hasTiles ? Target.TILES.toArray(String[]::new) : new String[0]);
    Graph net = net();

    assertComputesWhatIsRounded(net, target, Precision.BF16);
    assertComputesWhatIsRounded(net, target, ALL_LAYERS);
  }

  @ParameterizedTest
  @CsvSource({"128", "256", "512"})
  void transposedAndGroupedConvolutionsAddPairs(int vectorBits) {
    Program program =
        assertComputesWhatIsRounded(transposedAndGrouped(), target(vectorBits), Precision.BF16);

    List<String> pairs =
        program.kernels().stream().map(Kernel::name).filter(n -> n.contains("_dot_")).toList();
    assertEquals(3, pairs.size(), pairs::toString);
    assertTrue(
        pairs.get(1).startsWith("conv_transpose2d_bfloat16_32x18x18_phases_dot_"), pairs::toString);
    assertTrue(pairs.get(2).startsWith("conv2d_k1s1_32x18x18_dot_"), pairs::toString);
  }

  @ParameterizedTest
  @CsvSource({
    // Taps overlap, borders are read.
    "4, 2, 1, 0, true",
    "3, 2, 1, 1, true",
    "3, 1, 1, 0, true",
    "5, 3, 1, 0, true",
    // Some phases have a row and a column more.
    "3, 2, 0, 0, false",
  })
  void transposedConvolutionsAtBordersAddPairs(
      int kernel, int stride, int padding, int outputPadding, boolean isInPairs) {
    Value x =
        add("x", new Input("x", new TensorType(DType.F32, List.of(TensorType.BATCH, 3, 9, 9))));
    Value one = conv("one", conv("first", x, 48, 3, 1), 48, 3, 1);
    Value weight = constant("up", TensorType.f32(48, 32, kernel, kernel));
    Window window = new Window(stride, stride, padding, padding, padding, padding, 1, 1);
    Value bias = constant("up", TensorType.f32(32));
    Value up =
        add("up", new ConvTranspose2d(one, weight, bias, window, outputPadding, outputPadding, 1));
    builder.output("y", conv("last", up, 8, 1, 1));
    Graph graph = builder.build();

    for (int vectorBits : List.of(128, 512)) {
      Program program = assertComputesWhatIsRounded(graph, target(vectorBits), Precision.BF16);
      assertEquals(
          isInPairs,
          program.kernels().stream().anyMatch(k -> k.name().contains("_phases_dot_")),
          () -> program.kernels().toString());
    }
  }

  /** Eight, four and one at the end of a batch of thirteen. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void denseLayersTakeSeveralImagesOfABatchAtOnce(boolean hasTiles) {
    Value x =
        add("x", new Input("x", new TensorType(DType.F32, List.of(TensorType.BATCH, 3, 9, 9))));
    Value means =
        add("mean", new Reduce(ReduceKind.SUM, conv("first", x, 32, 3, 1), List.of(2, 3), false));
    builder.output("y", dense("last", dense("two", dense("one", means, 48), 64), 10));
    Target target = target(512, hasTiles ? Target.TILES.toArray(String[]::new) : new String[0]);

    Program program = assertComputesWhatIsRounded(builder.build(), target, Precision.BF16, 13);

    assertEquals(List.of("one", "two"), narrowLayers(program));
    assertEquals(List.of(8, 4), program.tail().blocks().stream().map(Tail.Block::images).toList());
  }

  private Value dense(String layer, Value x, int outs) {
    Value weight = constant(layer, TensorType.f32(outs, x.type().dim(1)));
    return add(layer, new Linear(x, weight, constant(layer, TensorType.f32(outs))));
  }

  @Test
  void aFirstLayerOfFewChannelsAddsPairsOfTaps() {
    Program program = assertComputesWhatIsRounded(net(), target(512), ALL_LAYERS);

    List<String> first =
        program.kernels().stream().map(Kernel::name).filter(n -> n.contains("k3x4")).toList();
    assertEquals(1, first.size(), first::toString);
    assertTrue(first.getFirst().contains("_dot_"), first::toString);
  }

  private Program assertComputesWhatIsRounded(Graph graph, Target target, Precision precision) {
    return assertComputesWhatIsRounded(graph, target, precision, 2);
  }

  private Program assertComputesWhatIsRounded(
      Graph graph, Target target, Precision precision, int images) {
    Program program =
        Optimizer.optimize(graph, target, WinogradUse.AUTO, precision, Choices.ANALYTIC, List.of());
    program.kernels().forEach(LoopVerifier::verifyScheduled);
    Tensor x = Tensor.generate(TensorType.f32(images, 3, 9, 9), _ -> random.nextInt(-3, 4));
    Tensor actual = new ProgramInterpreter(program).run(List.of(x)).getFirst();
    Graph rounded = rewritten(graph, target, precision);
    Tensor expected = GraphInterpreter.run(rounded, Map.of("x", x)).get("y");
    Tensor unrounded = GraphInterpreter.run(graph, Map.of("x", x)).get("y");
    boolean differs = false;
    for (long i = 0; i < expected.type().elements(); i++) {
      assertEquals(expected.floatAt(i), actual.floatAt(i), 0f, "seed " + SEED);
      differs |= expected.floatAt(i) != unrounded.floatAt(i);
    }
    assertTrue(differs, "nothing was rounded");
    return program;
  }

  /** One layer's result in f32 beside another's in bf16, where both lie in what joins them. */
  private Graph concatenation(boolean isSeen) {
    Value x =
        add("x", new Input("x", new TensorType(DType.F32, List.of(TensorType.BATCH, 3, 9, 9))));
    Value first = conv("first", x, 32, 3, 1);
    Value one = conv("one", first, 32, 1, 1);
    Value depthwise = conv("depthwise", one, 32, 3, 32);
    Value both = add("concat", new Concat(List.of(one, depthwise), 1));
    Value wide = conv("wide", both, 32, 1, 1);
    builder.output("y", conv("last", wide, 8, 1, 1));
    if (isSeen) {
      builder.output("seen", depthwise);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({"false,one", "false,depthwise", "true,one", "true,", "true,depthwise"})
  void concatenatesWhatIsStoredInF32AndWhatIsNot(boolean isSeen, String kept) {
    Graph graph = concatenation(isSeen);
    Precision precision =
        new Precision(Precision.Storage.BF16, false, kept == null ? List.of() : List.of(kept));
    Tensor x = Tensor.generate(TensorType.f32(2, 3, 9, 9), _ -> random.nextInt(-3, 4));
    Program program =
        Optimizer.optimize(
            graph, target(512), WinogradUse.AUTO, precision, Choices.ANALYTIC, List.of());
    program.kernels().forEach(LoopVerifier::verifyScheduled);
    List<Tensor> actual = new ProgramInterpreter(program).run(List.of(x));
    Graph rounded = rewritten(graph, target(512), precision);
    List<Tensor> expected = List.copyOf(GraphInterpreter.run(rounded, Map.of("x", x)).values());
    for (int i = 0; i < expected.size(); i++) {
      for (long j = 0; j < expected.get(i).type().elements(); j++) {
        assertEquals(
            expected.get(i).floatAt(j), actual.get(i).floatAt(j), 0f, "seed " + SEED + ", " + i);
      }
    }
  }

  /** The layers whose weights are bfloat16. */
  private static List<String> narrowLayers(Program program) {
    return program.weights().stream()
        .filter(w -> w.elements() == ElementType.BF16)
        .map(PackedWeight::name)
        .map(name -> name.replaceAll("-?[0-9]", ""))
        .toList();
  }

  @Test
  void storesWeightsAndActivationsIn16Bits() {
    Program program = program(Precision.BF16);
    assertEquals(List.of("one", "three", "wide", "grouped"), narrowLayers(program));
    Program f32 = program(Precision.F32);
    assertTrue(program.workspaceBytes() < 0.7 * f32.workspaceBytes(), "as much scratch memory");
    assertFalse(
        f32.kernels().stream()
            .flatMap(kernel -> kernel.parameters().stream())
            .map(Buffer::dtype)
            .anyMatch(ElementType.BF16::equals));
  }

  private static Program program(Precision precision) {
    return Optimizer.optimize(
        new Bfloat16ProgramTest().net(),
        target(512),
        WinogradUse.AUTO,
        precision,
        Choices.ANALYTIC,
        List.of());
  }

  @Test
  void layersThatAreKeptStayF32() {
    Precision precision = new Precision(Precision.Storage.BF16, false, List.of("th*e", "wide"));
    assertEquals(List.of("one", "grouped"), narrowLayers(program(precision)));
  }

  @Test
  void ofAllLayersTheFirstAndTheLastAreRoundedUnlessTheyAreKept() {
    assertEquals(
        List.of("first", "one", "three", "wide", "grouped", "scores"),
        narrowLayers(program(ALL_LAYERS)));
    Precision kept = new Precision(Precision.Storage.BF16, true, List.of("scores", "w*"));
    assertEquals(List.of("first", "one", "three", "grouped"), narrowLayers(program(kept)));
    String all = GraphPrinter.print(rewritten(net(), target(512), ALL_LAYERS));
    assertTrue(all.contains(" = bfloat16 %0 : f32[N,3,9,9]"), all);
  }

  @Test
  void automaticallyNothingIsRoundedWhereNothingIsGained() {
    Precision auto = new Precision(Precision.Storage.AUTO, false, List.of());
    Graph graph = net();
    String f32 = GraphPrinter.print(rewritten(graph, target(512), Precision.F32));
    assertEquals(f32, GraphPrinter.print(rewritten(graph, target(512), auto)));
    Graph rounded = rewritten(graph, target(512, Target.BFLOAT16), auto);
    assertTrue(GraphPrinter.print(rounded).contains("bfloat16"));
  }

  private static Graph rewritten(Graph graph, Target target, Precision precision) {
    return Optimizer.rewrite(
        graph, target, WinogradUse.AUTO, precision, Choices.ANALYTIC, List.of());
  }
}
