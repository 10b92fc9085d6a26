package org.cnnc.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.loop.interpreter.ProgramInterpreter;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.text.GraphReader;
import org.cnnc.ir.verifier.LoopVerifier;
import org.cnnc.optimizer.cpu.Choices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program computes what its graph means: every op and epilogue, on channels and widths around
 * every tile, for vectors of 4, 8 and 16 lanes, and for devices of many work items. The interpreter
 * of programs checks every access.
 */
class ProgramTest {
  private static final long SEED = 20261122;

  /**
   * Of an output's largest element. A sum of K products is off by at most (K+1)/2^24 of the sum of
   * their sizes; here K is at most 576, and signs being random that sum is about sqrt(K) times the
   * largest result: 8e-4 at worst, and rounding errors being random, far less in fact.
   */
  private static final double TOLERANCE = 2e-5;

  private static final List<Target> TARGETS =
      List.of(
          target("avx512", 512, 32),
          target("avx2", 256, 16),
          target("neon", 128, 32),
          Devices.DESKTOP,
          Devices.SMALL,
          Devices.FAST,
          Devices.MOBILE);

  private static Target target(String name, int bits, int registers) {
    return new Target(
        name, Arch.X86_64, "linux", name, List.of(), bits, registers, 32 << 10, 1 << 20);
  }

  static Stream<Arguments> graphs() {
    return TARGETS.stream()
        .flatMap(
            target ->
                cases().entrySet().stream()
                    .map(c -> Arguments.of(target.name(), c.getKey(), target, c.getValue())));
  }

  private static Map<String, String> cases() {
    Map<String, String> cases = new LinkedHashMap<>();
    for (int ic : new int[] {1, 3, 16, 20}) {
      for (int oc : new int[] {1, 5, 16, 33, 64}) {
        cases.put("conv3x3 %d to %d".formatted(ic, oc), conv(ic, oc, 9, 3, "1,1", "1,1,1,1", 1));
      }
    }
    cases.put("conv by winograd", conv(32, 64, 21, 3, "1,1", "1,1,1,1", 1));
    cases.put("conv by winograd asymmetric padding", conv(48, 32, 18, 3, "1,1", "0,2,1,0", 1));
    cases.put("conv7x7 stride 2", conv(3, 20, 17, 7, "2,2", "3,3,3,3", 1));
    cases.put("conv asymmetric padding", conv(5, 17, 8, 3, "2,1", "0,1,2,0", 1));
    cases.put("conv1x1 wide row", conv(33, 64, 31, 1, "1,1", "0,0,0,0", 1));
    cases.put("conv groups of vectors", conv(64, 64, 7, 3, "1,1", "1,1,1,1", 2));
    cases.put("conv small groups", conv(12, 12, 7, 3, "1,1", "1,1,1,1", 3));
    cases.put("depthwise 20", conv(20, 20, 13, 3, "1,1", "1,1,1,1", 20));
    cases.put("depthwise 32 stride 2", conv(32, 32, 14, 5, "2,2", "2,2,2,2", 32));
    cases.put("conv transpose 2x2", transpose(20, 33, 5, 2, "2,2", "0,0,0,0", 0));
    cases.put("conv transpose 3x3 output padding", transpose(8, 16, 5, 3, "2,2", "1,1,1,1", 1));
    cases.put("conv transpose stride 4", transpose(5, 20, 5, 8, "4,4", "2,2,2,2", 0));
    cases.put("conv transpose stride 5", transpose(20, 3, 4, 3, "5,5", "0,0,0,0", 0));
    cases.put("conv transpose stride 1", transpose(4, 5, 5, 3, "1,1", "0,0,0,0", 0));
    cases.put("fixed batch", conv(5, 17, 8, 3, "1,1", "1,1,1,1", 1).replace("f32[N,", "f32[2,"));
    for (String op :
        List.of(
            "relu",
            "relu6",
            "leaky_relu {negative_slope=0.1}",
            "elu {alpha=1.0}",
            "gelu",
            "silu",
            "mish",
            "sigmoid",
            "hard_swish",
            "tanh",
            "softplus",
            "abs",
            "neg",
            "erf",
            "round",
            "sign")) {
      cases.put(op, unary(op));
    }
    cases.putAll(fixed());
    cases.putAll(chosen());
    cases.putAll(sums());
    return cases;
  }

  private static Map<String, String> fixed() {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put(
        "residual add in the epilogue",
        """
        graph @g {
          %0 = input @x : f32[N,20,9,9]
          %1 = constant random(1) : f32[20,20,3,3]
          %2 = constant random(2) : f32[20]
          %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,20,9,9]
          %4 = conv2d %3, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,20,9,9]
          %5 = add %4, %3 : f32[N,20,9,9]
          %6 = relu %5 : f32[N,20,9,9]
          return %6 as @y
        }
        """);
    cases.put(
        "weights that are inputs",
        """
        graph @g {
          %0 = input @x : f32[N,5,6,6]
          %1 = input @w : f32[5,5,3,3]
          %2 = input @b : f32[5]
          %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} : f32[N,5,6,6]
          %4 = input @d : f32[5,1,3,3]
          %5 = conv2d %3, %4, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=5} : f32[N,5,6,6]
          %6 = input @t : f32[5,7,2,2]
          %7 = input @c : f32[7]
          %8 = conv_transpose2d %5, %6, %7 {stride=[2,2], padding=[0,0,0,0], dilation=[1,1], output_padding=[0,0], groups=1} : f32[N,7,12,12]
          return %8 as @y
        }
        """);
    cases.put(
        "epilogue reads an input that has no room for whole vectors",
        """
        graph @g {
          %0 = input @x : f32[N,20,5,5]
          %1 = constant random(1) : f32[20,20,1,1]
          %2 = constant random(2) : f32[20]
          %3 = conv2d %0, %1, %2 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1], groups=1} : f32[N,20,5,5]
          %4 = mul %3, %0 : f32[N,20,5,5]
          return %4 as @y
        }
        """);
    cases.put(
        "per-channel constants and broadcasts",
        """
        graph @g {
          %0 = input @x : f32[N,20,6,6]
          %1 = constant random(1) : f32[20,1,1]
          %2 = constant random(2) : f32[6]
          %3 = max_pool2d %0 {kernel=[1,1], stride=[1,1], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} : f32[N,20,6,6]
          %4 = max %3, %1 : f32[N,20,6,6]
          %5 = mul %4, %2 : f32[N,20,6,6]
          %6 = reduce_mean %5 {axes=[2,3], keep_dims=true} : f32[N,20,1,1]
          %7 = sigmoid %6 : f32[N,20,1,1]
          %8 = mul %5, %7 : f32[N,20,6,6]
          return %8 as @y
        }
        """);
    cases.put(
        "pooling",
        """
        graph @g {
          %0 = input @x : f32[N,20,11,11]
          %1 = max_pool2d %0 {kernel=[3,3], stride=[2,2], padding=[1,1,1,1], dilation=[1,1], ceil_mode=true} : f32[N,20,6,6]
          %2 = avg_pool2d %1 {kernel=[3,3], stride=[1,1], padding=[1,1,1,1], dilation=[1,1], ceil_mode=false, count_include_pad=false} : f32[N,20,6,6]
          %3 = avg_pool2d %2 {kernel=[2,2], stride=[2,2], padding=[1,1,1,1], dilation=[1,1], ceil_mode=false, count_include_pad=true} : f32[N,20,4,4]
          return %3 as @y
        }
        """);
    cases.put(
        "concat, slice, pad, transpose",
        """
        graph @g {
          %0 = input @x : f32[N,20,6,6]
          %1 = input @z : f32[N,5,6,6]
          %2 = concat %0, %1 {axis=1} : f32[N,25,6,6]
          %3 = slice %2 {axis=1, start=3, size=18, step=1} : f32[N,18,6,6]
          %4 = pad %3 {before=[0,0,1,2], after=[0,0,2,1], mode=reflect, value=0.0} : f32[N,18,9,9]
          %5 = pad %4 {before=[0,2,0,0], after=[0,1,0,0], mode=constant, value=0.5} : f32[N,21,9,9]
          %6 = transpose %5 {permutation=[0,2,3,1]} : f32[N,9,9,21]
          return %6 as @y, %3 as @w
        }
        """);
    cases.put(
        "classifier",
        """
        graph @g {
          %0 = input @x : f32[N,20,4,4]
          %1 = max_pool2d %0 {kernel=[2,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} : f32[N,20,2,2]
          %2 = reshape %1 {dims=[N,80]} : f32[N,80]
          %3 = constant random(3) : f32[84,80]
          %4 = constant random(4) : f32[84]
          %5 = linear %2, %3, %4 : f32[N,84]
          %6 = relu %5 : f32[N,84]
          %7 = constant random(5) : f32[10,84]
          %8 = constant random(6) : f32[10]
          %9 = linear %6, %7, %8 : f32[N,10]
          %10 = softmax %9 {axis=1} : f32[N,10]
          %11 = log_softmax %9 {axis=1} : f32[N,10]
          return %10 as @p, %11 as @l, %10 as @p_again, %0 as @x_again
        }
        """);
    cases.put(
        "a scalar",
        """
        graph @g {
          %0 = input @x : f32[4,6]
          %1 = reduce_sum %0 {axes=[0,1], keep_dims=false} : f32[]
          return %1 as @a
        }
        """);
    cases.put(
        "reductions",
        """
        graph @g {
          %0 = input @x : f32[N,20,4,6]
          %1 = reduce_sum %0 {axes=[1], keep_dims=false} : f32[N,4,6]
          %2 = reduce_max %0 {axes=[2,3], keep_dims=false} : f32[N,20]
          %3 = reduce_mean %0 {axes=[2,3], keep_dims=true} : f32[N,20,1,1]
          %4 = reshape %3 {dims=[N,20]} : f32[N,20]
          return %1 as @a, %2 as @b, %4 as @c
        }
        """);
    cases.put(
        "reductions of integers",
        """
        graph @g {
          %0 = input @a : i64[N,6,5]
          %1 = reduce_sum %0 {axes=[1], keep_dims=false} : i64[N,5]
          %2 = reduce_mean %0 {axes=[1,2], keep_dims=true} : i64[N,1,1]
          %3 = cast %0 {dtype=i32} : i32[N,6,5]
          %4 = reduce_max %3 {axes=[2], keep_dims=false} : i32[N,6]
          %5 = reduce_min %3 {axes=[1], keep_dims=true} : i32[N,1,5]
          %6 = cast %0 {dtype=bool} : bool[N,6,5]
          %7 = reduce_max %6 {axes=[1], keep_dims=false} : bool[N,5]
          %8 = reduce_min %6 {axes=[2], keep_dims=false} : bool[N,6]
          %9 = slice %0 {axis=2, start=0, size=3, step=1} : i64[N,6,3]
          %10 = reduce_prod %9 {axes=[2], keep_dims=false} : i64[N,6]
          return %1 as @sum, %2 as @mean, %4 as @max, %5 as @min, %7 as @any, %8 as @all, %10 as @prod
        }
        """);
    cases.put(
        "tensors without elements",
        """
        graph @g {
          %0 = input @x : f32[N,20,0,6]
          %1 = relu %0 : f32[N,20,0,6]
          %2 = reduce_sum %1 {axes=[2], keep_dims=false} : f32[N,20,6]
          %3 = reduce_max %0 {axes=[2,3], keep_dims=true} : f32[N,20,1,1]
          %4 = input @z : f32[N,20,4,6]
          %5 = concat %4, %1 {axis=2} : f32[N,20,4,6]
          %6 = slice %4 {axis=1, start=3, size=0, step=1} : f32[N,0,4,6]
          %7 = transpose %6 {permutation=[0,2,3,1]} : f32[N,4,6,0]
          %8 = cast %7 {dtype=i64} : i64[N,4,6,0]
          %9 = reduce_min %8 {axes=[3], keep_dims=false} : i64[N,4,6]
          return %1 as @a, %2 as @b, %3 as @c, %5 as @d, %6 as @e, %7 as @f, %8 as @g, %9 as @h
        }
        """);
    return cases;
  }

  /** Ops that choose elements, or find where they are. */
  private static Map<String, String> chosen() {
    Map<String, String> cases = new LinkedHashMap<>();
    for (int channels : new int[] {3, 20}) {
      cases.put(
          "comparisons and choices, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,5,7]
            %1 = input @z : f32[N,C,1,7]
            %2 = constant splat(0.25) : f32[]
            %3 = constant random(1) : f32[C,1,1]
            %4 = less %0, %1 : bool[N,C,5,7]
            %5 = greater_equal %0, %2 : bool[N,C,5,7]
            %6 = and %4, %5 : bool[N,C,5,7]
            %7 = abs %0 : f32[N,C,5,7]
            %8 = where %6, %7, %3 : f32[N,C,5,7]
            %9 = mul %8, %7 : f32[N,C,5,7]
            %10 = cast %5 {dtype=f32} : f32[N,C,5,7]
            %11 = mul %10, %0 : f32[N,C,5,7]
            return %9 as @y, %6 as @mask, %11 as @masked
          }
          """
              .replace("C,", channels + ","));
      cases.put(
          "the largest elements, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,5,7]
            %1 = round %0 : f32[N,C,5,7]
            %2 = argmax %1 {axis=1, keep_dims=false, select_last=true} : i64[N,5,7]
            %3 = argmin %0 {axis=3, keep_dims=true, select_last=false} : i64[N,C,5,1]
            %4 = topk %1 {extremum=max, axis=1, k=3} : i64[N,3,5,7]
            %5 = gather_elements %0, %4 {axis=1} : f32[N,3,5,7]
            %6 = topk %0 {extremum=min, axis=3, k=7} : i64[N,C,5,7]
            %7 = gather_elements %0, %3 {axis=3} : f32[N,C,5,1]
            return %2 as @a, %3 as @b, %4 as @c, %5 as @d, %6 as @e, %7 as @f
          }
          """
              .replace("C,", channels + ","));
      cases.put(
          "unpooling, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,7,9]
            %1 = relu %0 : f32[N,C,7,9]
            %2 = max_pool_indices2d %1 {kernel=[3,2], stride=[2,2], padding=[1,0,1,1], dilation=[1,1], ceil_mode=false} : i64[N,C,4,5]
            %3 = max_pool2d %1 {kernel=[3,2], stride=[2,2], padding=[1,0,1,1], dilation=[1,1], ceil_mode=false} : f32[N,C,4,5]
            %4 = max_unpool2d %3, %2 {size=[7,9]} : f32[N,C,7,9]
            %5 = input @places : i64[N,C,4,5]
            %6 = max_unpool2d %3, %5 {size=[2,3]} : f32[N,C,2,3]
            return %2 as @places, %4 as @y, %6 as @z
          }
          """
              .replace("C,", channels + ","));
      cases.put(
          "gather, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,5,7]
            %1 = constant [2,-1,0,1,9,0] : i64[3,2]
            %2 = gather %0, %1 {axis=1} : f32[N,3,2,5,7]
            %3 = input @places : i32[4]
            %4 = gather %0, %3 {axis=3} : f32[N,C,5,4]
            %5 = constant random(3) : f32[11,6]
            %6 = input @words : i64[N,4]
            %7 = gather %5, %6 {axis=0} : f32[N,4,6]
            return %2 as @a, %4 as @b, %7 as @c
          }
          """
              .replace("C,", channels + ","));
    }
    cases.put(
        "integers",
        """
        graph @g {
          %0 = input @a : i64[N,30]
          %1 = input @b : i64[N,30]
          %2 = div %0, %1 : i64[N,30]
          %3 = mod %0, %1 : i64[N,30]
          %4 = add %2, %3 : i64[N,30]
          %5 = cast %4 {dtype=i32} : i32[N,30]
          %6 = cast %5 {dtype=f32} : f32[N,30]
          %7 = constant splat(0.3) : f32[]
          %8 = mul %6, %7 : f32[N,30]
          %9 = cast %8 {dtype=i64} : i64[N,30]
          %10 = equal %9, %3 : bool[N,30]
          %11 = cast %10 {dtype=i32} : i32[N,30]
          %12 = cast %0 {dtype=bool} : bool[N,30]
          %13 = or %12, %10 : bool[N,30]
          return %2 as @div, %3 as @mod, %5 as @sum, %9 as @small, %11 as @same, %13 as @any
        }
        """);
    return cases;
  }

  private static Map<String, String> sums() {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put(
        "products of matrices",
        """
        graph @g {
          %0 = input @x : f32[N,7,33]
          %1 = constant random(1) : f32[33,20]
          %2 = matmul %0, %1 : f32[N,7,20]
          %3 = relu %2 : f32[N,7,20]
          %4 = transpose %3 {permutation=[0,2,1]} : f32[N,20,7]
          %5 = matmul %3, %4 : f32[N,7,7]
          %6 = constant random(2) : f32[5,2]
          %7 = input @z : f32[N,20,3,5]
          %8 = matmul %7, %6 : f32[N,20,3,2]
          %9 = constant random(3) : f32[20,2,6]
          %10 = matmul %8, %9 : f32[N,20,3,6]
          return %5 as @a, %10 as @b
        }
        """);
    for (int channels : new int[] {3, 20}) {
      cases.put(
          "resampling, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,5,7]
            %1 = constant [0,1,1,2,2,3,3,4,-1,0] : i64[5,2]
            %2 = constant random(1) : f32[5,2]
            %3 = resample %0, %1, %2 {axis=2} : f32[N,C,5,7]
            %4 = constant [0,1,2,3,4,5,6,6,5] : i64[3,3]
            %5 = constant random(2) : f32[3,3]
            %6 = resample %3, %4, %5 {axis=3} : f32[N,C,5,3]
            %7 = relu %6 : f32[N,C,5,3]
            %8 = resample %7, %4, %5 {axis=1} : f32[N,3,5,3]
            return %7 as @y, %8 as @z
          }
          """
              .replace("C,", channels + ","));
      cases.put(
          "locally connected, %d channels".formatted(channels),
          """
          graph @g {
            %0 = input @x : f32[N,C,6,5]
            %1 = constant random(1) : f32[3,4,C,C,2,3]
            %2 = constant random(2) : f32[C,3,4]
            %3 = locally_connected2d %0, %1, %2 {stride=[2,1], padding=[0,1,0,0], dilation=[1,1]} : f32[N,C,3,4]
            %4 = relu %3 : f32[N,C,3,4]
            return %4 as @y
          }
          """
              .replace("C,", channels + ","));
    }
    return cases;
  }

  private static String conv(
      int ic, int oc, int size, int kernel, String stride, String padding, int groups) {
    String attributes =
        "stride=[%s], padding=[%s], dilation=[1,1], groups=%d".formatted(stride, padding, groups);
    int oh = extent(size, kernel, stride, padding, 0);
    int ow = extent(size, kernel, stride, padding, 1);
    return """
        graph @g {
          %%0 = input @x : f32[N,%1$d,%3$d,%3$d]
          %%1 = constant random(1) : f32[%2$d,%4$d,%5$d,%5$d]
          %%2 = constant random(2) : f32[%2$d]
          %%3 = relu %%0 : f32[N,%1$d,%3$d,%3$d]
          %%4 = conv2d %%3, %%1, %%2 {%6$s} : f32[N,%2$d,%7$d,%8$d]
          %%5 = relu %%4 : f32[N,%2$d,%7$d,%8$d]
          return %%5 as @y
        }
        """
        .formatted(ic, oc, size, ic / groups, kernel, attributes, oh, ow);
  }

  /** The output extent along height (0) or width (1); numbers of one digit, commas between. */
  private static int extent(int size, int kernel, String stride, String padding, int direction) {
    int before = padding.charAt(2 * direction) - '0';
    int after = padding.charAt(2 * direction + 4) - '0';
    return (size + before + after - kernel) / (stride.charAt(2 * direction) - '0') + 1;
  }

  private static String transpose(
      int ic, int oc, int size, int kernel, String stride, String padding, int outputPadding) {
    int step = stride.charAt(0) - '0';
    int pad = padding.charAt(0) - '0';
    int out = (size - 1) * step - 2 * pad + kernel + outputPadding;
    String window =
        "stride=[%s], padding=[%s], dilation=[1,1], output_padding=[%d,%d], groups=1"
            .formatted(stride, padding, outputPadding, outputPadding);
    return """
        graph @g {
          %%0 = input @x : f32[N,%1$d,%3$d,%3$d]
          %%1 = constant random(1) : f32[%1$d,%2$d,%4$d,%4$d]
          %%2 = constant random(2) : f32[%2$d]
          %%3 = tanh %%0 : f32[N,%1$d,%3$d,%3$d]
          %%4 = conv_transpose2d %%3, %%1, %%2 {%5$s} : f32[N,%2$d,%6$d,%6$d]
          return %%4 as @y
        }
        """
        .formatted(ic, oc, size, kernel, window, out);
  }

  private static String unary(String op) {
    return """
        graph @g {
          %%0 = input @x : f32[N,5,3,7]
          %%1 = %s : f32[N,5,3,7]
          return %%1 as @y
        }
        """
        .formatted(op.contains(" ") ? op.replaceFirst(" ", " %0 ") : op + " %0");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("graphs")
  void computesWhatTheGraphMeans(String targetName, String name, Target target, String text) {
    Graph graph = GraphReader.read(text);
    Program program =
        Optimizer.optimize(
            graph, target, WinogradUse.AUTO, Precision.F32, Choices.ANALYTIC, List.of());
    Map<String, Tensor> byName = new LinkedHashMap<>();
    List<Tensor> inputs = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    for (Input input : graph.inputs()) {
      TensorType type = input.type().withBatch(2);
      Tensor tensor =
          Tensor.generate(
              type,
              switch (type.dtype()) {
                case F32 -> i -> random.nextDouble(-1, 1);
                case I64, I32 -> i -> random.nextInt(-9, 10);
                case BOOL -> i -> random.nextInt(2);
              });
      byName.put(input.name(), tensor);
      inputs.add(tensor);
    }
    Map<String, Tensor> expected = GraphInterpreter.run(graph, byName);
    program.kernels().forEach(LoopVerifier::verifyScheduled);
    List<Tensor> actual = new ProgramInterpreter(program).run(inputs);
    if (target.isForCpu()) {
      assertEquals(List.of(), ThreadOrders.wrong(program, inputs, actual, 2, 3));
    }
    for (int o = 0; o < actual.size(); o++) {
      Tensor want = expected.get(program.outputs().get(o).name());
      assertEquals(want.type(), actual.get(o).type());
      double scale = 1;
      for (long i = 0; i < want.type().elements(); i++) {
        double size = Math.abs(want.doubleAt(i));
        scale = Double.isInfinite(size) ? scale : Math.max(scale, size);
      }
      for (long i = 0; i < want.type().elements(); i++) {
        double error = Math.abs(want.doubleAt(i) - actual.get(o).doubleAt(i));
        assertTrue(
            want.doubleAt(i) == actual.get(o).doubleAt(i) || error <= TOLERANCE * scale,
            "output %d element %d: %s, not %s (seed %d)"
                .formatted(o, i, actual.get(o).doubleAt(i), want.doubleAt(i), SEED));
      }
    }
  }
}
