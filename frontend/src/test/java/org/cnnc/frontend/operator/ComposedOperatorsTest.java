package org.cnnc.frontend.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.cnnc.frontend.Frontend;
import org.cnnc.frontend.FrontendOptions;
import org.cnnc.frontend.weights.RandomWeights;
import org.cnnc.frontend.weights.WeightBinder;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Parameter;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators that the graph says by others have the values of their formulas, in plain loops. */
class ComposedOperatorsTest {
  private static final int N = 2;
  private static final int C = 4;
  private static final int H = 5;
  private static final int W = 7;
  private static final long SEED = 3;

  /** Each op of a composition is rounded once. */
  private static final double TOLERANCE = 1e-5;

  @TempDir Path folder;

  /**
   * One element of a result.
   *
   * @see Data
   */
  private interface Formula {
    double at(Data data, int n, int c, int i, int j);
  }

  /** The image {@code [N, C, H, W]} of a call, and its weights by the last part of their names. */
  private record Data(Tensor image, Map<String, Tensor> weights) {
    double x(int n, int c, int h, int w) {
      return image.doubleAt(((n * C + c) * H + h) * (long) W + w);
    }

    /** Zero outside. */
    double padded(int n, int c, int h, int w) {
      return h < 0 || h >= H || w < 0 || w >= W ? 0 : x(n, c, h, w);
    }

    /** The nearest element outside. */
    double clamped(int n, int c, int h, int w) {
      return x(n, c, Math.clamp(h, 0, H - 1), Math.clamp(w, 0, W - 1));
    }

    double weight(String name, int i) {
      return weights.get(name).doubleAt(i);
    }

    /** All elements of some channels and rows, folded. */
    double fold(int n, int c0, int c1, int h0, int h1, int w0, int w1, DoubleBinaryOperator f) {
      double value = Double.NaN;
      for (int c = c0; c < c1; c++) {
        for (int h = h0; h < h1; h++) {
          for (int w = w0; w < w1; w++) {
            double next = x(n, c, h, w);
            value = Double.isNaN(value) ? next : f.applyAsDouble(value, next);
          }
        }
      }
      return value;
    }

    /** An element less the mean and over the deviation of some channels and rows. */
    double standardized(double x, int n, int c0, int c1, int h0, int h1, double epsilon) {
      double count = (c1 - c0) * (h1 - h0) * (double) W;
      double mean = fold(n, c0, c1, h0, h1, 0, W, Double::sum) / count;
      double squares = 0;
      for (int c = c0; c < c1; c++) {
        for (int h = h0; h < h1; h++) {
          for (int w = 0; w < W; w++) {
            squares += Math.pow(x(n, c, h, w) - mean, 2);
          }
        }
      }
      return (x - mean) / Math.sqrt(squares / count + epsilon);
    }
  }

  /** By the stages that give it: the result's shape, without the batch, and its formula. */
  private record Case(String stages, int c, int h, int w, Formula formula) {
    @Override
    public String toString() {
      return stages;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(normalizations(), pools(), resizes(), moves(), sequences()).flatMap(s -> s);
  }

  private static Stream<Case> normalizations() {
    return Stream.of(
        new Case(
            "instance_norm",
            C,
            H,
            W,
            (d, n, c, i, j) -> d.standardized(d.x(n, c, i, j), n, c, c + 1, 0, H, 1e-5)),
        new Case(
            "group_norm(2, epsilon=0.1)",
            C,
            H,
            W,
            (d, n, c, i, j) ->
                d.standardized(d.x(n, c, i, j), n, c / 2 * 2, c / 2 * 2 + 2, 0, H, 0.1)
                        * d.weight("weight", c)
                    + d.weight("bias", c)),
        new Case(
            "layer_norm",
            C,
            H,
            W,
            (d, n, c, i, j) ->
                d.standardized(d.x(n, c, i, j), n, c, c + 1, i, i + 1, 1e-5) * d.weight("weight", j)
                    + d.weight("bias", j)),
        new Case(
            "layer_norm(axis=1, affine=false)",
            C,
            H,
            W,
            (d, n, c, i, j) -> d.standardized(d.x(n, c, i, j), n, 0, C, 0, H, 1e-5)),
        new Case(
            "batch_norm(epsilon=0.5)",
            C,
            H,
            W,
            (d, n, c, i, j) ->
                (d.x(n, c, i, j) - d.weight("running_mean", c))
                        / Math.sqrt(d.weight("running_var", c) + 0.5)
                        * d.weight("weight", c)
                    + d.weight("bias", c)),
        new Case("local_response_norm(3, alpha=2)", C, H, W, response(3, 2, 0.75, 1)),
        new Case("local_response_norm(4, alpha=0.5, beta=2, k=3)", C, H, W, response(4, 0.5, 2, 3)),
        new Case(
            "prelu(4)",
            C,
            H,
            W,
            (d, n, c, i, j) -> {
              double x = d.x(n, c, i, j);
              return x >= 0 ? x : d.weight("weight", c) * x;
            }));
  }

  private static Formula response(int size, double alpha, double beta, double k) {
    return (d, n, c, i, j) -> {
      double sum = 0;
      for (int at = c - size / 2; at <= c + (size - 1) / 2; at++) {
        sum += at < 0 || at >= C ? 0 : Math.pow(d.x(n, at, i, j), 2);
      }
      return d.x(n, c, i, j) / Math.pow(k + alpha / size * sum, beta);
    };
  }

  private static Stream<Case> pools() {
    return Stream.of(
        new Case(
            "lp_pool2d(3, 2, stride=3, ceil_mode=true)",
            C,
            2,
            3,
            (d, n, c, i, j) -> {
              double sum = 0;
              for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                  sum += Math.pow(Math.abs(d.padded(n, c, 3 * i + a, 3 * j + b)), 3);
                }
              }
              return Math.cbrt(sum);
            }),
        new Case("adaptive_avg_pool2d((3, 4))", C, 3, 4, adaptiveAverage(3, 4)),
        new Case("adaptive_avg_pool2d((8, 9))", C, 8, 9, adaptiveAverage(8, 9)),
        new Case("adaptive_max_pool2d((3, 4))", C, 3, 4, adaptive(3, 4, Math::max)),
        new Case("adaptive_max_pool2d((5, 2))", C, 5, 2, adaptive(5, 2, Math::max)));
  }

  private static Formula adaptive(int h, int w, DoubleBinaryOperator f) {
    return (d, n, c, i, j) ->
        d.fold(
            n,
            c,
            c + 1,
            i * H / h,
            Math.ceilDiv((i + 1) * H, h),
            j * W / w,
            Math.ceilDiv((j + 1) * W, w),
            f);
  }

  private static Formula adaptiveAverage(int h, int w) {
    return (d, n, c, i, j) -> {
      int rows = Math.ceilDiv((i + 1) * H, h) - i * H / h;
      int columns = Math.ceilDiv((j + 1) * W, w) - j * W / w;
      return adaptive(h, w, Double::sum).at(d, n, c, i, j) / (rows * columns);
    };
  }

  private static Stream<Case> resizes() {
    return Stream.of(
        new Case("upsample((2, 3))", C, 10, 21, (d, n, c, i, j) -> d.x(n, c, i / 2, j / 3)),
        new Case(
            "upsample(1.5)",
            C,
            7,
            10,
            (d, n, c, i, j) -> d.x(n, c, (int) (i / 1.5), (int) (j / 1.5))),
        new Case(
            "upsample(2, mode=bilinear)",
            C,
            10,
            14,
            (d, n, c, i, j) -> bilinear(d, n, c, (i + 0.5) / 2 - 0.5, (j + 0.5) / 2 - 0.5)),
        new Case(
            "upsample(2, mode=bilinear, align_corners=true)",
            C,
            10,
            14,
            (d, n, c, i, j) -> bilinear(d, n, c, i * 4 / 9.0, j * 6 / 13.0)),
        new Case(
            "upsample(2, mode=bicubic)",
            C,
            10,
            14,
            (d, n, c, i, j) -> bicubic(d, n, c, (i + 0.5) / 2 - 0.5, (j + 0.5) / 2 - 0.5, -0.75)),
        new Case(
            "resize((4, 9), mode=bicubic, cubic_coeff_a=-0.5)",
            C,
            4,
            9,
            (d, n, c, i, j) ->
                bicubic(d, n, c, (i + 0.5) * 5 / 4 - 0.5, (j + 0.5) * 7 / 9 - 0.5, -0.5)),
        new Case(
            "resize(scale=0.5, mode=bilinear, coordinate_transformation_mode=asymmetric)",
            C,
            2,
            3,
            (d, n, c, i, j) -> d.x(n, c, 2 * i, 2 * j)),
        new Case(
            "resize((1, 1), coordinate_transformation_mode=pytorch_half_pixel)",
            C,
            1,
            1,
            (d, n, c, i, j) -> d.x(n, c, 0, 0)),
        new Case(
            "resize(3, nearest_mode=ceil, coordinate_transformation_mode=align_corners)",
            C,
            3,
            3,
            (d, n, c, i, j) -> d.x(n, c, 2 * i, 3 * j)),
        // The middle of three columns, by a filter that is as much wider as the image becomes
        // smaller.
        new Case(
            "resize((5, 3), mode=bilinear, antialias=true) -> slice(3, 1, 2)",
            C,
            5,
            1,
            (d, n, c, i, j) -> {
              double sum = 0;
              double weights = 0;
              for (int w = 0; w < W; w++) {
                double weight = Math.max(0, 1 - Math.abs(w - 3) * 3 / 7.0);
                sum += weight * d.x(n, c, i, w);
                weights += weight;
              }
              return sum / weights;
            }));
  }

  private static double bilinear(Data d, int n, int c, double h, double w) {
    int top = (int) Math.floor(h);
    int left = (int) Math.floor(w);
    double down = h - top;
    double right = w - left;
    return (1 - down) * (1 - right) * d.clamped(n, c, top, left)
        + (1 - down) * right * d.clamped(n, c, top, left + 1)
        + down * (1 - right) * d.clamped(n, c, top + 1, left)
        + down * right * d.clamped(n, c, top + 1, left + 1);
  }

  private static double bicubic(Data d, int n, int c, double h, double w, double a) {
    int top = (int) Math.floor(h) - 1;
    int left = (int) Math.floor(w) - 1;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        sum += keys(h - top - i, a) * keys(w - left - j, a) * d.clamped(n, c, top + i, left + j);
      }
    }
    return sum;
  }

  /** Keys 1981, equation 4, with any {@code a}. */
  private static double keys(double distance, double a) {
    double d = Math.abs(distance);
    return d <= 1
        ? (a + 2) * Math.pow(d, 3) - (a + 3) * Math.pow(d, 2) + 1
        : a * Math.pow(d, 3) - 5 * a * Math.pow(d, 2) + 8 * a * d - 4 * a;
  }

  private static Stream<Case> moves() {
    return Stream.of(
        new Case("channel_shuffle(2)", C, H, W, (d, n, c, i, j) -> d.x(n, c % 2 * 2 + c / 2, i, j)),
        new Case(
            "depth_to_space(2)",
            1,
            10,
            14,
            (d, n, c, i, j) -> d.x(n, i % 2 * 2 + j % 2, i / 2, j / 2)),
        new Case(
            "concat(x, x * 2) -> depth_to_space(2)",
            2,
            10,
            14,
            (d, n, c, i, j) -> doubled(d, n, (i % 2 * 2 + j % 2) * 2 + c, i / 2, j / 2)),
        new Case(
            "concat(x, x * 2) -> depth_to_space(2, mode=CRD)",
            2,
            10,
            14,
            (d, n, c, i, j) -> doubled(d, n, c * 4 + i % 2 * 2 + j % 2, i / 2, j / 2)),
        new Case(
            "slice(2, 1, 5) -> slice(3, 0, 6) -> space_to_depth(2)",
            4 * C,
            2,
            3,
            (d, n, c, i, j) -> d.x(n, c % C, 1 + 2 * i + c / C / 2, 2 * j + c / C % 2)));
  }

  /** The image, behind which there is twice the image. */
  private static double doubled(Data d, int n, int c, int i, int j) {
    return c < C ? d.x(n, c, i, j) : 2 * d.x(n, c - C, i, j);
  }

  private static Stream<Case> sequences() {
    return Stream.of(
        new Case(
            "mean(axes=2) -> max_pool1d(3, stride=2, padding=1) -> unsqueeze(2)",
            C,
            1,
            4,
            (d, n, c, i, j) ->
                Math.max(
                    Math.max(row(d, n, c, 2 * j - 1), row(d, n, c, 2 * j)),
                    row(d, n, c, 2 * j + 1))),
        new Case(
            "mean(axes=2) -> avg_pool1d(2, padding=(1, 0), count_include_pad=false) -> unsqueeze(2)",
            C,
            1,
            4,
            (d, n, c, i, j) ->
                j == 0 ? row(d, n, c, 0) : (row(d, n, c, 2 * j - 1) + row(d, n, c, 2 * j)) / 2),
        new Case(
            "mean(axes=2) -> conv1d(2, 2, stride=3, dilation=2, groups=2, padding=(0, 1)) -> unsqueeze(2)",
            2,
            1,
            2,
            (d, n, c, i, j) -> {
              double sum = d.weight("bias", c);
              for (int ic = 0; ic < 2; ic++) {
                for (int k = 0; k < 2; k++) {
                  sum +=
                      d.weight("weight", (c * 2 + ic) * 2 + k)
                          * row(d, n, 2 * c + ic, 3 * j + 2 * k);
                }
              }
              return sum;
            }),
        new Case(
            "mean(axes=2) -> conv_transpose1d(3, 2, stride=2, padding=(1, 0), output_padding=1)"
                + " -> unsqueeze(2)",
            3,
            1,
            14,
            (d, n, c, i, j) -> {
              double sum = d.weight("bias", c);
              for (int ic = 0; ic < C; ic++) {
                for (int l = 0; l < W; l++) {
                  int k = j + 1 - 2 * l;
                  sum +=
                      k < 0 || k >= 2
                          ? 0
                          : d.weight("weight", (ic * 3 + c) * 2 + k) * row(d, n, ic, l);
                }
              }
              return sum;
            }));
  }

  /** The mean of a column, lowest outside, so that no maximum is there. */
  private static double row(Data d, int n, int c, int l) {
    return l < 0 || l >= W
        ? Double.NEGATIVE_INFINITY
        : d.fold(n, c, c + 1, 0, H, l, l + 1, Double::sum) / H;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void computesItsFormula(Case tested) throws IOException {
    String call =
        tested.stages().startsWith("concat") ? tested.stages() : "x -> " + tested.stages();
    String shape = "[N, %d, %d, %d]".formatted(tested.c(), tested.h(), tested.w());
    Path file =
        Files.writeString(
            folder.resolve("m.cnn"),
            "cnn 1 model M { input x: f32[N, %d, %d, %d] output y: f32%s y = %s }"
                .formatted(C, H, W, shape, call));
    Graph graph = Frontend.load(file, FrontendOptions.DEFAULT).graph();
    RandomWeights source = new RandomWeights(SEED);
    Random random = new Random(SEED);
    Tensor x = Tensor.generate(TensorType.f32(N, C, H, W), _ -> random.nextGaussian());
    Data data = new Data(x, weights(graph, source));

    Tensor y = GraphInterpreter.run(WeightBinder.bind(graph, source), Map.of("x", x)).get("y");

    int at = 0;
    for (int n = 0; n < N; n++) {
      for (int c = 0; c < tested.c(); c++) {
        for (int i = 0; i < tested.h(); i++) {
          for (int j = 0; j < tested.w(); j++) {
            double expected = tested.formula().at(data, n, c, i, j);
            assertEquals(
                expected,
                y.doubleAt(at++),
                TOLERANCE * (1 + Math.abs(expected)),
                "[%d, %d, %d, %d], seed %d".formatted(n, c, i, j, SEED));
          }
        }
      }
    }
  }

  private static Map<String, Tensor> weights(Graph graph, RandomWeights source) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    graph
        .nodes()
        .forEach(
            node -> {
              if (node.op() instanceof Parameter parameter) {
                String name = parameter.name();
                weights.put(name.substring(name.lastIndexOf('.') + 1), source.tensor(parameter));
              }
            });
    return weights;
  }
}
