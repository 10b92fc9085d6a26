package org.cnnc.ir.interpreter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.RandomGraphs;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;
import org.cnnc.ir.text.GraphReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphInterpreterTest {
  private static Tensor random(Random random, int... dims) {
    return Tensor.generate(TensorType.f32(dims), i -> random.nextGaussian());
  }

  /** Runs one op whose operands are given tensors. */
  private static Tensor run(Function<List<Value>, Op> op, Tensor... operands) {
    Graph.Builder builder = new Graph.Builder("g");
    List<Value> values =
        List.of(operands).stream().map(t -> builder.add(new Constant("", t), Origin.NONE)).toList();
    builder.output("y", builder.add(op.apply(values), Origin.NONE));
    return GraphInterpreter.run(builder.build(), Map.of()).get("y");
  }

  private static float[] text(String type, String op, float... x) {
    String graph =
        """
        graph @g {
          %%0 = input @x : %s
          %%1 = %s
          return %%1 as @y
        }
        """
            .formatted(type, op);
    Graph read = GraphReader.read(graph);
    Tensor input = Tensor.ofFloats(read.inputs().getFirst().type().withBatch(1), x);
    return GraphInterpreter.run(read, Map.of("x", input)).get("y").toFloatArray();
  }

  @Test
  void conv2dIsItsFormula() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int groups = 1 + random.nextInt(3);
      int ic = groups * (1 + random.nextInt(2));
      int oc = groups * (1 + random.nextInt(2));
      Tensor x = random(random, 2, ic, 5 + random.nextInt(4), 5 + random.nextInt(4));
      Tensor w = random(random, oc, ic / groups, 1 + random.nextInt(3), 1 + random.nextInt(3));
      Tensor b = random(random, oc);
      Window window = window(random);
      int ofGroups = groups;

      Tensor y = run(v -> new Conv2d(v.get(0), v.get(1), v.get(2), window, ofGroups), x, w, b);

      Tensor expected =
          Tensor.generate(y.type(), i -> conv2d((int) i, y.type(), x, w, b, window, ofGroups));
      assertArrayEquals(expected.toFloatArray(), y.toFloatArray(), 1e-5f, "seed " + seed);
    }
  }

  private static Window window(Random random) {
    return new Window(
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        random.nextInt(3),
        1 + random.nextInt(2),
        1 + random.nextInt(2));
  }

  /** One element, straight from the formula in Conv2d's documentation. */
  private static double conv2d(
      int i, TensorType y, Tensor x, Tensor w, Tensor b, Window win, int groups) {
    int ow = i % y.dim(3);
    int oh = i / y.dim(3) % y.dim(2);
    int oc = i / y.dim(3) / y.dim(2) % y.dim(1);
    int n = i / y.dim(3) / y.dim(2) / y.dim(1);
    int g = oc / (y.dim(1) / groups);
    double sum = b.floatAt(oc);
    for (int ic = 0; ic < w.type().dim(1); ic++) {
      for (int kh = 0; kh < w.type().dim(2); kh++) {
        for (int kw = 0; kw < w.type().dim(3); kw++) {
          int c = g * (x.type().dim(1) / groups) + ic;
          int ih = oh * win.strideH() - win.padTop() + kh * win.dilationH();
          int iw = ow * win.strideW() - win.padLeft() + kw * win.dilationW();
          if (ih >= 0 && ih < x.type().dim(2) && iw >= 0 && iw < x.type().dim(3)) {
            sum += (double) at(x, n, c, ih, iw) * at(w, oc, ic, kh, kw);
          }
        }
      }
    }
    return sum;
  }

  private static float at(Tensor t, int a, int b, int c, int d) {
    TensorType type = t.type();
    return t.floatAt((((long) a * type.dim(1) + b) * type.dim(2) + c) * type.dim(3) + d);
  }

  @Test
  void convTranspose2dIsTheAdjointOfConv2d() {
    int tried = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int groups = 1 + random.nextInt(2);
      int ic = groups * (1 + random.nextInt(2));
      int oc = groups * (1 + random.nextInt(2));
      Window window = window(random);
      Tensor x = random(random, 2, ic, 5 + random.nextInt(4), 5 + random.nextInt(4));
      Tensor w = random(random, oc, ic / groups, 1 + random.nextInt(3), 1 + random.nextInt(3));
      Tensor zeros = Tensor.filled(TensorType.f32(oc), 0);
      Tensor y = run(v -> new Conv2d(v.get(0), v.get(1), v.get(2), window, groups), x, w, zeros);
      Tensor u = random(random, y.type().dims().stream().mapToInt(d -> d).toArray());
      int restH = rest(x, w, window, 2, window.padTop() + window.padBottom(), window.strideH());
      int restW = rest(x, w, window, 3, window.padLeft() + window.padRight(), window.strideW());

      Tensor v =
          run(
              o -> new ConvTranspose2d(o.get(0), o.get(1), o.get(2), window, restH, restW, groups),
              u,
              w,
              Tensor.filled(TensorType.f32(ic), 0));

      assertEquals(x.type(), v.type(), "seed " + seed);
      assertEquals(dot(y, u), dot(x, v), 1e-4 * (1 + Math.abs(dot(y, u))), "seed " + seed);
      tried++;
    }
    assertEquals(300, tried);
  }

  /**
   * The rows or columns that the strides leave over: conv2d forgets them, the adjoint adds them.
   */
  private static int rest(Tensor x, Tensor w, Window win, int axis, int padding, int stride) {
    int dilation = axis == 2 ? win.dilationH() : win.dilationW();
    return (x.type().dim(axis) + padding - dilation * (w.type().dim(axis) - 1) - 1) % stride;
  }

  private static double dot(Tensor a, Tensor b) {
    double sum = 0;
    for (long i = 0; i < a.type().elements(); i++) {
      sum += (double) a.floatAt(i) * b.floatAt(i);
    }
    return sum;
  }

  @Test
  void poolingHasPyTorchsSizes() {
    for (int size = 1; size <= 9; size++) {
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= 4; stride++) {
          for (int padding = 0; padding <= kernel / 2; padding++) {
            if (size + 2 * padding >= kernel) {
              assertPooledAsInPyTorch(size, kernel, stride, padding);
            }
          }
        }
      }
    }
  }

  private static void assertPooledAsInPyTorch(int size, int kernel, int stride, int padding) {
    // pooling_output_shape of PyTorch: round up, but no window begins in the padding behind.
    int expected = Math.ceilDiv(size + 2 * padding - kernel, stride) + 1;
    if ((expected - 1) * stride >= size + padding) {
      expected--;
    }
    PoolWindow pool = new PoolWindow(kernel, kernel, Window.of(stride, padding, 1), true);
    Tensor x = Tensor.generate(TensorType.f32(1, 1, size, size), i -> i);
    String name = "size %d kernel %d stride %d padding %d".formatted(size, kernel, stride, padding);

    Tensor y = run(v -> new MaxPool2d(v.getFirst(), pool), x);

    assertEquals(TensorType.f32(1, 1, expected, expected), y.type(), name);
    for (float element : y.toFloatArray()) {
      assertEquals(Math.round(element), element, name + ": every window has an element");
    }
  }

  @Test
  void averagesCountWhatTheySay() {
    PoolWindow pool = new PoolWindow(2, 2, new Window(2, 2, 1, 1, 0, 0, 1, 1), true);
    Tensor x = Tensor.filled(TensorType.f32(1, 1, 4, 4), 12);

    Tensor inside = run(v -> new AvgPool2d(v.getFirst(), pool, false), x);
    Tensor padded = run(v -> new AvgPool2d(v.getFirst(), pool, true), x);

    assertArrayEquals(new float[] {12, 12, 12, 12, 12, 12, 12, 12, 12}, inside.toFloatArray());
    // The last windows reach beyond the padding: those elements do not count.
    assertArrayEquals(new float[] {3, 6, 6, 6, 12, 12, 6, 12, 12}, padded.toFloatArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relu                                              | -1 0 2     | 0 0 2",
        "relu6                                             | -1 3 7     | 0 3 6",
        "leaky_relu {negative_slope=0.5}                   | -2 0 2     | -1 0 2",
        "elu {alpha=2.0}                                   | -1 0 1     | -1.2642411 0 1",
        "selu {alpha=2.0, gamma=3.0}                       | -1 0 1     | -3.7927234 0 3",
        "celu {alpha=2.0}                                  | -1 0 1     | -0.78693867 0 1",
        "gelu                                              | -1 0 1     | -0.15865526 0 0.8413447",
        "gelu_tanh                                         | -1 0 1     | -0.158808 0 0.841192",
        "silu                                              | -1 0 1     | -0.26894143 0 0.7310586",
        "mish                                              | -1 0 1     | -0.30340144 0 0.8650984",
        "sigmoid                                           | -200 0 200 | 0 0.5 1",
        "hard_sigmoid {alpha=0.2, beta=0.5}                | -9 1 9     | 0 0.7 1",
        "hard_swish                                        | -4 1 4     | 0 0.6666667 4",
        "clip {min=-1.0, max=2.0}                          | -3 0 3     | -1 0 2",
        "tanh                                              | -1 0 1     | -0.7615942 0 0.7615942",
        "softplus                                          | -200 0 200 | 0 0.6931472 200",
        "softsign                                          | -1 0 3     | -0.5 0 0.75",
        "exp                                               | -1 0 1     | 0.36787945 1 2.7182817",
        "log                                               | 1 2 4      | 0 0.6931472 1.3862944",
        "sqrt                                              | 0 1 4      | 0 1 2",
        "abs                                               | -1 0 2     | 1 0 2",
        "neg                                               | -1 1 2     | 1 -1 -2",
        "reciprocal                                        | -1 2 4     | -1 0.5 0.25",
        "erf                                               | -1 0 3     | -0.8427008 0 0.9999779",
        "floor                                             | -1.5 0 1.5 | -2 0 1",
        "ceil                                              | -1.5 0 1.5 | -1 0 2",
        "softmax {axis=0}                                  | 0 0 1000   | 0 0 1",
        "log_softmax {axis=0}                              | 0 0 0      | -1.0986123 -1.0986123 -1.0986123",
        "slice {axis=0, start=2, size=2, step=-2}          | 1 2 3      | 3 1",
        "pad {before=[1], after=[1], mode=constant, value=9.0} | 1 2 3  | 9 1 2 3 9",
        "pad {before=[1], after=[2], mode=edge, value=0.0} | 1 2 3      | 1 1 2 3 3 3",
        "pad {before=[2], after=[1], mode=reflect, value=0.0} | 1 2 3   | 3 2 1 2 3 2",
        "pad {before=[-1], after=[0], mode=constant, value=0.0} | 1 2 3 | 2 3",
        "reduce_sum {axes=[0], keep_dims=true}             | 1 2 6      | 9",
        "reduce_mean {axes=[0], keep_dims=true}            | 1 2 6      | 3",
        "reduce_max {axes=[0], keep_dims=true}             | 1 6 2      | 6",
        "reduce_min {axes=[0], keep_dims=true}             | 6 1 2      | 1",
        "reduce_prod {axes=[0], keep_dims=true}            | 1 2 6      | 12",
        "identity                                          | 1 2 6      | 1 2 6",
        "dropout {probability=0.5}                         | 1 2 6      | 1 2 6",
        "reshape {dims=[3,1]}                              | 1 2 6      | 1 2 6",
      })
  void opsOnThreeNumbers(String op, String x, String expected) {
    float[] y = floats(expected);
    String dims = op.startsWith("reshape") ? "3,1" : Integer.toString(y.length);
    int space = op.indexOf(' ');
    String call = space < 0 ? op + " %0" : op.substring(0, space) + " %0" + op.substring(space);

    assertArrayEquals(y, text("f32[3]", call + " : f32[" + dims + "]", floats(x)), 1e-6f);
  }

  private static float[] floats(String text) {
    String[] parts = text.trim().split(" ", -1);
    float[] floats = new float[parts.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(parts[i]);
    }
    return floats;
  }

  @ParameterizedTest
  @CsvSource({
    "add, -1 5 7", "sub, -3 -1 1", "mul, -2 6 12", "div, -2 0.6666667 1.3333334",
    "pow, -2 8 64", "min, -2 2 3", "max, 1 3 4", "prelu, -2 2 4"
  })
  void binaryOps(String op, String expected) {
    String graph =
        """
        graph @g {
          %%0 = constant [-2, 2, 4] : f32[1,3]
          %%1 = constant [1, 3, 3] : f32[3]
          %%2 = %s %%0, %%1 : f32[1,3]
          return %%2 as @y
        }
        """
            .formatted(op);

    Tensor y = GraphInterpreter.run(GraphReader.read(graph), Map.of()).get("y");

    assertArrayEquals(floats(expected), y.toFloatArray(), 1e-6f);
  }

  @Test
  void channelsAreScaledShiftedAndNormalised() {
    String graph =
        """
        graph @g {
          %0 = input @x : f32[N,2,2]
          %1 = constant [2, 3] : f32[2]
          %2 = constant [10, 20] : f32[2]
          %3 = constant [1, 0] : f32[2]
          %4 = constant [3, 8] : f32[2]
          %5 = affine %0, %1, %2 : f32[N,2,2]
          %6 = batch_norm %0, %1, %2, %3, %4 {epsilon=1.0} : f32[N,2,2]
          %7 = transpose %0 {permutation=[0,2,1]} : f32[N,2,2]
          %8 = concat %0, %7 {axis=1} : f32[N,4,2]
          %9 = reduce_mean %0 {axes=[1], keep_dims=true} : f32[N,1,2]
          %10 = expand %9 {dims=[N,2,2]} : f32[N,2,2]
          %11 = linear %0, %12, %2 : f32[N,2,2]
          return %5 as @affine, %6 as @norm, %8 as @concat, %10 as @expand, %11 as @linear
        }
        """
            .replace("  %5 =", "  %12 = constant [1, 1, 0, -1] : f32[2,2]\n  %5 =");
    Tensor x = Tensor.ofFloats(TensorType.f32(1, 2, 2), new float[] {1, 3, 6, 9});

    Map<String, Tensor> y = GraphInterpreter.run(GraphReader.read(graph), Map.of("x", x));

    assertArrayEquals(new float[] {12, 16, 38, 47}, y.get("affine").toFloatArray());
    assertArrayEquals(new float[] {10, 12, 26, 29}, y.get("norm").toFloatArray());
    assertArrayEquals(new float[] {1, 3, 6, 9, 1, 6, 3, 9}, y.get("concat").toFloatArray());
    assertArrayEquals(new float[] {3.5f, 6, 3.5f, 6}, y.get("expand").toFloatArray());
    assertArrayEquals(new float[] {14, 17, 25, 11}, y.get("linear").toFloatArray());
  }

  @Test
  void imagesOfABatchAreIndependent() {
    for (long seed = 0; seed < 100; seed++) {
      Graph graph = RandomGraphs.graph(seed, 8);
      if (graph.isBatched()) {
        Tensor images = RandomGraphs.image(graph, seed, 3);
        float[] all = GraphInterpreter.run(graph, Map.of("x", images)).get("y").toFloatArray();
        float[] pixels = images.toFloatArray();
        int size = pixels.length / 3;
        for (int n = 0; n < 3; n++) {
          Tensor image =
              Tensor.ofFloats(
                  graph.inputs().getFirst().type().withBatch(1),
                  Arrays.copyOfRange(pixels, n * size, (n + 1) * size));
          float[] one = GraphInterpreter.run(graph, Map.of("x", image)).get("y").toFloatArray();
          assertArrayEquals(
              one, Arrays.copyOfRange(all, n * one.length, (n + 1) * one.length), "seed " + seed);
        }
      }
    }
  }

  @Test
  void wrongInputsAreRefusedByName() {
    Graph.Builder builder = new Graph.Builder("g");
    Value x = builder.add(new Input("x", TensorType.f32(TensorType.BATCH, 2)), Origin.NONE);
    Value z = builder.add(new Input("z", TensorType.f32(TensorType.BATCH, 2)), Origin.NONE);
    builder.output("y", builder.add(Unary.of(UnaryKind.RELU, x), Origin.NONE));
    builder.output("z", z);
    Graph graph = builder.build();
    Tensor two = Tensor.filled(TensorType.f32(2, 2), 1);
    Tensor three = Tensor.filled(TensorType.f32(3, 2), 1);
    Tensor longs = Tensor.generate(new TensorType(DType.I64, List.of(2, 2)), i -> i);

    assertRefused("no data for the input `z`", graph, Map.of("x", two));
    assertRefused("no such inputs: [w]", graph, Map.of("x", two, "z", two, "w", two));
    assertRefused("inputs of different batches: [2, 3]", graph, Map.of("x", two, "z", three));
    assertRefused("the input `z` is f32[N,2], got i64[2,2]", graph, Map.of("x", two, "z", longs));
    assertRefused(
        "the parameter `w` is not bound to data",
        RandomGraphs.parameter("w", Parameter.Role.BIAS, 2),
        Map.of());
  }

  private static void assertRefused(String message, Graph graph, Map<String, Tensor> inputs) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> GraphInterpreter.run(graph, inputs));
    assertEquals(message, e.getMessage());
  }

  @Test
  void theErrorFunctionIsExact() {
    // Values of DLMF 7.23 and of the complement near 1.
    assertEquals(0.0, ErrorFunction.erf(0));
    assertEquals(0.5204998778130465, ErrorFunction.erf(0.5), 1e-15);
    assertEquals(-0.8427007929497149, ErrorFunction.erf(-1), 1e-15);
    assertEquals(0.9953222650189527, ErrorFunction.erf(2), 1e-15);
    assertEquals(1 - 1.541725790028002e-8, ErrorFunction.erf(4), 1e-15);
    assertEquals(1, ErrorFunction.erf(50));
  }
}
