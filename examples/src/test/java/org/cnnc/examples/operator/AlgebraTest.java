package org.cnnc.examples.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.cnnc.compiler.Compiler;
import org.cnnc.compiler.CompilerOptions;
import org.cnnc.examples.Images;
import org.cnnc.frontend.ModelDefinition;
import org.cnnc.ir.interpreter.BoundedInterpreter;
import org.cnnc.ir.interpreter.BoundedTensor;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.runtime.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws that operators obey whatever their input: native code computes the same for both sides. */
class AlgebraTest {
  private static final int FIRST_SEED = Integer.getInteger("cnnc.seed", 1);
  private static final int MODELS = Integer.getInteger("cnnc.models", 2);

  /** Relative to the largest element: a larger bound would let a wrong result pass. */
  private static final double TELLING = 0.01;

  /**
   * Of images {@code x} and {@code y} of C channels, H rows and W columns, all even, and a weight K
   * for C channels. Both sides have the shape of the images, or the one behind the bar.
   */
  private static final String LAWS =
      """
      x -> transpose([0, 3, 1, 2]) -> transpose([0, 2, 3, 1]) == x
      x -> flatten(1) -> reshape([N, C, H, W]) == x
      x -> unsqueeze(2) -> squeeze(2) == x
      x -> pad((1, 2, 3, 4)) -> pad((-1, -2, -3, -4)) == x
      x -> pad((1, 2, 3, 1), mode=reflect) -> slice(2, 3, -1) -> slice(3, 1, -2) == x
      x -> space_to_depth(2) -> depth_to_space(2) == x
      x -> channel_shuffle(2) -> channel_shuffle(C div 2) == x
      concat(split(x, [1, C - 1])) == x
      concat(split(x, 3, axis=3), axis=3) == x
      x -> identity -> dropout(0.3) == x
      x -> gather(constant([-1], dtype=i64)) == x -> slice(1, -1) | [N, 1, H, W]
      x -> slice(1, 0, 1) -> expand([N, C, H, W]) -> mean(axes=1, keep=true) == x -> slice(1, 0, 1) | [N, 1, H, W]

      x -> upsample(3) -> avg_pool2d(3) == x
      x -> upsample((1, 2)) -> resize(scale=(1, 0.5)) == x
      x -> transpose([0, 1, 3, 2]) -> upsample((2, 3), mode=bicubic) -> transpose([0, 1, 3, 2]) == x -> upsample((3, 2), mode=bicubic) | [N, C, 3 * H, 2 * W]
      (x * 0 + 2) -> upsample(1.5, mode=bilinear) -> adaptive_avg_pool2d((H, W)) == x * 0 + 2
      (x * 0 + 2) -> resize((H, W), mode=bicubic, antialias=true) == x * 0 + 2
      x -> adaptive_avg_pool2d((H, W)) == x -> adaptive_max_pool2d((H, W))
      x -> adaptive_avg_pool2d(1) == x -> global_avg_pool2d | [N, C, 1, 1]
      x -> global_max_pool2d -> flatten == max(x, axes=[2, 3]) | [N, C]
      x -> flatten(2) -> max_pool1d(3, stride=2) -> unsqueeze(2) == x -> reshape([N, C, 1, -1]) -> max_pool2d((1, 3), stride=(1, 2)) | [N, C, 1, (H * W - 3) div 2 + 1]
      (x * 0 + 2) -> avg_pool2d(3, stride=1, padding=1, count_include_pad=false) == x * 0 + 2
      x -> neg -> max_pool2d(3, stride=1, padding=1) -> neg -> min(x) == x -> neg -> max_pool2d(3, stride=1, padding=1) -> neg
      x -> abs -> lp_pool2d(1, 3, stride=1, padding=1) == x -> abs -> avg_pool2d(3, stride=1, padding=1) -> mul(9)
      max_unpool2d(max_pool2d_with_indices(abs(x), 2)[0], max_pool2d_with_indices(abs(x), 2)[1], (H, W)) -> max_pool2d(2) -> upsample(2) == abs(x) -> max_pool2d(2) -> upsample(2)
      gather_elements(x -> flatten(2), max_pool2d_with_indices(x, 2)[1] -> flatten(2), axis=2) == x -> max_pool2d(2) -> flatten(2) | [N, C, H * W div 4]

      conv2d(x, C, 3, padding=1, bias=false, weight=K) + conv2d(y, C, 3, padding=1, bias=false, weight=K) * 2 == conv2d(x + 2 * y, C, 3, padding=1, bias=false, weight=K)
      conv2d(x, C, 3, padding=1, bias=false, weight=K) * y -> sum(axes=[1, 2, 3]) == conv_transpose2d(y, C, 3, padding=1, bias=false, weight=K) * x -> sum(axes=[1, 2, 3]) | [N]
      x -> conv2d(C, 3, padding=2, dilation=2, bias=false, weight=K) -> slice(2, 0, H, 2) == x -> conv2d(C, 3, padding=2, stride=(2, 1), dilation=2, bias=false, weight=K) | [N, C, H div 2, W]
      x -> conv2d(C, 3, padding=(2, 0, 1, 2), bias=false, weight=K) == x -> pad((2, 0, 1, 2)) -> conv2d(C, 3, bias=false, weight=K) | [N, C, H + 1, W]
      x -> conv2d(C, 3, padding=same, stride=2, bias=false, weight=K) == x -> pad((0, 1, 0, 1)) -> conv2d(C, 3, stride=2, bias=false, weight=K) | [N, C, H div 2, W div 2]
      x -> conv_transpose2d(C, 3, stride=2, padding=same, bias=false, weight=K) == x -> conv_transpose2d(C, 3, stride=2, bias=false, weight=K) -> pad((0, -1, 0, -1)) | [N, C, 2 * H, 2 * W]
      matmul(x, y -> transpose([0, 1, 3, 2])) -> transpose([0, 1, 3, 2]) == matmul(y, x -> transpose([0, 1, 3, 2])) | [N, C, H, H]

      relu(x) - relu(-x) == x
      x -> clip(min=0) == relu(x)
      max(x, y) + min(x, y) == x + y
      where(less(x, y), y, x) == max(x, y)
      x - floor(x) - (ceil(x) - x) == where(equal(x, floor(x)), 0, 2 * (x - floor(x)) - 1)
      sign(x) * abs(x) == x
      x -> exp -> log == x
      x -> reciprocal -> reciprocal == x
      tanh(x) == 2 * sigmoid(2 * x) - 1
      silu(x) == x * sigmoid(x)
      mish(x) == x * tanh(softplus(x))
      gelu(x) == x / 2 * (1 + erf(x / 2 ^ 0.5))
      hard_swish(x) == x * hard_sigmoid(x)
      x -> leaky_relu(0.25) == relu(x) - 0.25 * relu(-x)
      x -> pow(2) == x -> abs -> mul(abs(x))
      x -> cast(i64) -> mod(3) -> add(3) -> mod(3) -> cast(f32) == x -> cast(i64) -> mod(3) -> cast(f32)

      x -> softmax(axis=1) -> log == x -> log_softmax(axis=1)
      x -> softmax(axis=3) -> sum(axes=3) == x * 0 -> mean(axes=3) -> add(1) | [N, C, H]
      (x + 5) -> softmax(axis=2) == x -> softmax(axis=2)
      x -> instance_norm == x -> group_norm(C, affine=false)
      x -> group_norm(1, affine=false) == x -> layer_norm(axis=1, affine=false)
      (3 * x + 7) -> instance_norm(epsilon=0) == x -> instance_norm(epsilon=0)
      x -> local_response_norm(1, alpha=2, beta=0.5, k=1) == x / (1 + 2 * x * x) ^ 0.5
      sum(x, axes=[2, 3]) == mean(x, axes=[2, 3]) * (H * W) | [N, C]
      prod(x, axes=2) -> abs == abs(x) -> log -> sum(axes=2) -> exp | [N, C, W]
      topk(x, C)[0] == gather_elements(x, topk(x, C)[1])
      topk(x, 1, axis=3)[0] == max(x, axes=3, keep=true) | [N, C, H, 1]
      gather_elements(x, argmin(x, axis=2, keep=true), axis=2) == min(x, axes=2, keep=true) | [N, C, 1, W]
      argmax(x, axis=3) -> cast(f32) == topk(x, 1, axis=3)[1] -> squeeze(3) -> cast(f32) | [N, C, H]
      """;

  /**
   * @param shape of both sides
   */
  private record Law(String left, String right, String shape) {
    static Law of(String line) {
      String[] law = line.split(" \\| ", 2);
      String[] sides = law[0].split(" == ", 2);
      return new Law(sides[0], sides[1], law.length == 2 ? law[1] : "[N, C, H, W]");
    }
  }

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(FIRST_SEED, FIRST_SEED + MODELS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void bothSidesAreEqual(int seed) throws IOException {
    List<Law> laws = LAWS.lines().filter(line -> !line.isEmpty()).map(Law::of).toList();
    Path file = Files.writeString(folder.resolve("laws.cnn"), model(laws, new Random(seed)));
    Compiler compiler = new Compiler(CompilerOptions.DEFAULT);
    ModelDefinition definition = compiler.load(file);
    Images images = Images.random(definition.inputs(), 2, seed);
    Map<String, BoundedTensor> expected =
        BoundedInterpreter.run(compiler.bind(definition), images.tensors());

    Path library = folder.resolve("laws.so");
    compiler.compile(definition, library);

    List<String> broken = new ArrayList<>();
    try (Model model = Model.load(library)) {
      Map<String, Tensor> actual = images.run(model, 2);
      for (int i = 0; i < laws.size(); i++) {
        BoundedTensor left = expected.get(left(i));
        BoundedTensor right = expected.get(right(i));
        double apart = apart(left, actual.get(left(i)), right, actual.get(right(i)));
        if (!(apart <= 1)) {
          broken.add("%s: %.3g bounds apart".formatted(laws.get(i), apart));
        }
        double bound = Math.max(left.relativeBound(), right.relativeBound());
        if (!(bound < TELLING)) {
          broken.add("%s: a bound of %.3g would tell nothing".formatted(laws.get(i), bound));
        }
      }
    }
    assertEquals(List.of(), broken, "seed " + seed);
  }

  private static String left(int law) {
    return "left" + law;
  }

  private static String right(int law) {
    return "right" + law;
  }

  /** The sizes are the model's parameters, so that the laws can name them. */
  private static String model(List<Law> laws, Random random) {
    int c = 2 * (1 + random.nextInt(9));
    StringBuilder text = new StringBuilder("cnn 1\n");
    text.append(
        "model Laws(C: int = %d, H: int = %d, W: int = %d) {\n"
            .formatted(c, 4 + 2 * random.nextInt(4), 4 + 2 * random.nextInt(4)));
    text.append("  input x: f32[N, C, H, W]  input y: f32[N, C, H, W]\n");
    text.append("  K = %s\n".formatted(weight(c, random)));
    for (int i = 0; i < laws.size(); i++) {
      Law law = laws.get(i);
      side(text, left(i), law.shape(), law.left());
      side(text, right(i), law.shape(), law.right());
    }
    return text.append("}\n").toString();
  }

  private static void side(StringBuilder text, String name, String shape, String value) {
    text.append("  output %s: f32%s  %1$s = %s\n".formatted(name, shape, value));
  }

  private static String weight(int channels, Random random) {
    List<Object> outputs = new ArrayList<>();
    for (int oc = 0; oc < channels; oc++) {
      List<Object> inputs = new ArrayList<>();
      for (int ic = 0; ic < channels; ic++) {
        inputs.add(
            IntStream.range(0, 3)
                .mapToObj(_ -> random.doubles(3, -1, 1).boxed().toList())
                .toList());
      }
      outputs.add(inputs);
    }
    return outputs.toString();
  }

  /** The largest difference in what rounding may do to both sides, here and in the interpreter. */
  private static double apart(
      BoundedTensor expectedLeft, Tensor left, BoundedTensor expectedRight, Tensor right) {
    double apart = 0;
    for (int i = 0; i < left.type().elements(); i++) {
      double allowed = 2 * (expectedLeft.bound(i) + expectedRight.bound(i));
      double difference = Math.abs(left.doubleAt(i) - right.doubleAt(i));
      apart = Math.max(apart, difference == 0 ? 0 : difference / allowed);
    }
    return apart;
  }
}
