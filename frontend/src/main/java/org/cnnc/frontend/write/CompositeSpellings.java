package org.cnnc.frontend.write;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Operators of the language that are several ops of a graph, recognised by the last of them. As
 * these are only tried, it is enough to look at what tells their arguments.
 */
final class CompositeSpellings {
  private final Definitions definitions;
  private final ResizeSpellings resizes;

  CompositeSpellings(Definitions definitions) {
    this.definitions = definitions;
    this.resizes = new ResizeSpellings(definitions);
  }

  Stream<Call> of(Value y) {
    return switch (definitions.op(y)) {
      case Reshape(Value inner, List<Integer> _) -> reshaped(y, inner);
      case Reduce(ReduceKind kind, Value x, List<Integer> axes, boolean keep)
          when keep && axes.equals(List.of(2, 3)) && x.type().rank() == 4 ->
          globalPool(y, kind, x);
      case GatherElements(Value x, Value indices, int _)
          when definitions.op(indices) instanceof TopK topk && topk.input().equals(x) ->
          Stream.of(Spellings.topK(y, topk.extremum(), x, topk.axis(), topk.k()).withElement(0));
      case Resample resample -> resizes.of(y, resample);
      case Affine(Value x, Value _, Value _) -> affine(y, x);
      case Binary(BinaryKind kind, Value left, Value right) -> binary(y, kind, left, right);
      case Op _ -> Stream.empty();
    };
  }

  private static Stream<Call> globalPool(Value y, ReduceKind kind, Value x) {
    return switch (kind) {
      case MEAN -> Stream.of(Call.of(y, "global_avg_pool2d").with("x", x));
      case MAX -> Stream.of(Call.of(y, "global_max_pool2d").with("x", x));
      case SUM, MIN, PROD -> Stream.empty();
    };
  }

  /** What ends with a reshape: elements that changed places, and operators along lines. */
  private Stream<Call> reshaped(Value y, Value inner) {
    return switch (definitions.op(inner)) {
      case Transpose(Value apart, List<Integer> _)
          when definitions.op(apart) instanceof Reshape(Value x, List<Integer> parts)
              && x.type().rank() == 4
              && y.type().rank() == 4 ->
          shuffled(y, x, parts);
      case Expand(Value apart, List<Integer> _)
          when definitions.op(apart) instanceof Reshape(Value x, List<Integer> _)
              && x.type().rank() == 4
              && y.type().rank() == 4 ->
          Stream.of(
              Call.of(y, "upsample")
                  .with("x", x)
                  .with(
                      "scale",
                      Knowns.pair(
                          y.type().dim(2) / Math.max(1, x.type().dim(2)),
                          y.type().dim(3) / Math.max(1, x.type().dim(3)))));
      case Conv2d conv when isLine(conv.input()) -> conv1d(y, conv);
      case ConvTranspose2d conv when isLine(conv.input()) -> convTranspose1d(y, conv);
      case MaxPool2d(Value x, PoolWindow pool) when isLine(x) -> pool1d(y, "max_pool1d", x, pool);
      case AvgPool2d(Value x, PoolWindow pool, boolean counts) when isLine(x) ->
          pool1d(y, "avg_pool1d", x, pool).map(c -> c.with("count_include_pad", counts));
      case Binary _ -> standardized(inner).stream().flatMap(s -> groupNorm(y, s, false));
      case Op _ -> Stream.empty();
    };
  }

  private static Stream<Call> shuffled(Value y, Value x, List<Integer> parts) {
    TensorType from = x.type();
    TensorType to = y.type();
    Call depth =
        Call.of(y, "depth_to_space")
            .with("x", x)
            .with("block", to.dim(2) / Math.max(1, from.dim(2)));
    return Stream.of(
        depth,
        depth.with("mode", new Known.Str("CRD")),
        Call.of(y, "space_to_depth")
            .with("x", x)
            .with("block", from.dim(2) / Math.max(1, to.dim(2))),
        Call.of(y, "channel_shuffle").with("x", x).with("groups", parts.get(1)));
  }

  /** Whether a value is [N, C, L] as an image of height 1. */
  private boolean isLine(Value image) {
    return definitions.op(image) instanceof Reshape(Value x, List<Integer> dims)
        && x.type().rank() == 3
        && dims.size() == 4
        && dims.get(2) == 1;
  }

  private Value line(Value image) {
    return ((Reshape) definitions.op(image)).input();
  }

  private Stream<Call> conv1d(Value y, Conv2d conv) {
    TensorType weight = conv.weight().type();
    return lines(
        Call.of(y, "conv1d")
            .with("x", line(conv.input()))
            .with("out", weight.dim(0))
            .with("kernel", weight.dim(3))
            .with("dilation", conv.window().dilationW())
            .with("groups", conv.groups()),
        conv.window());
  }

  private Stream<Call> convTranspose1d(Value y, ConvTranspose2d conv) {
    TensorType weight = conv.weight().type();
    return lines(
        Call.of(y, "conv_transpose1d")
            .with("x", line(conv.input()))
            .with("out", Math.multiplyExact(weight.dim(1), conv.groups()))
            .with("kernel", weight.dim(3))
            .with("dilation", conv.window().dilationW())
            .with("output_padding", conv.outputPaddingW())
            .with("groups", conv.groups()),
        conv.window());
  }

  private static Stream<Call> lines(Call call, Window window) {
    Call strided = call.with("stride", window.strideW());
    return paddings1d(window)
        .flatMap(
            padding ->
                Stream.of(
                    strided.with("padding", padding).with("bias", false),
                    strided.with("padding", padding)));
  }

  private static Stream<Known> paddings1d(Window window) {
    return window.padLeft() == window.padRight()
        ? Stream.of(new Known.Int(window.padLeft()))
        : Stream.of(
            new Known.Str("same"), Knowns.tuple(List.of(window.padLeft(), window.padRight())));
  }

  private Stream<Call> pool1d(Value y, String operator, Value image, PoolWindow pool) {
    Window window = pool.window();
    Call call = Call.of(y, operator).with("x", line(image)).with("kernel", pool.kernelW());
    Call strided =
        window.strideW() == pool.kernelW() ? call : call.with("stride", window.strideW());
    return paddings1d(window)
        .map(
            padding ->
                strided
                    .with("padding", padding)
                    .with("dilation", window.dilationW())
                    .with("ceil_mode", pool.ceilMode()));
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} over axes. */
  private record Standardized(Value x, List<Integer> axes, Known epsilon) {}

  private Optional<Standardized> standardized(Value y) {
    return definitions.op(y) instanceof Binary(BinaryKind div, Value centered, Value deviation)
            && div == BinaryKind.DIV
            && definitions.op(centered) instanceof Binary(BinaryKind sub, Value x, Value mean)
            && sub == BinaryKind.SUB
            && definitions.op(mean) instanceof Reduce reduce
            && definitions.op(deviation)
                instanceof Unary(UnaryKind sqrt, Value shifted, List<Float> _)
            && sqrt == UnaryKind.SQRT
            && definitions.op(shifted) instanceof Binary(BinaryKind add, Value _, Value epsilon)
            && add == BinaryKind.ADD
            && definitions.number(epsilon).isPresent()
        ? Optional.of(
            new Standardized(
                x, reduce.axes(), Knowns.real(definitions.number(epsilon).get().floatValue())))
        : Optional.empty();
  }

  private Stream<Call> affine(Value y, Value inner) {
    if (definitions.op(inner) instanceof Reshape(Value grouped, List<Integer> _)) {
      return standardized(grouped).stream().flatMap(s -> groupNorm(y, s, true));
    }
    return standardized(inner).stream()
        .map(
            s ->
                Call.of(y, "instance_norm")
                    .with("x", s.x())
                    .with("epsilon", s.epsilon())
                    .with("affine", true));
  }

  /** What is standardized is the image, its channels in groups. */
  private Stream<Call> groupNorm(Value y, Standardized standard, boolean affine) {
    return definitions.op(standard.x()) instanceof Reshape(Value x, List<Integer> groups)
            && groups.size() == 3
        ? Stream.of(
            Call.of(y, "group_norm")
                .with("x", x)
                .with("groups", groups.get(1))
                .with("epsilon", standard.epsilon())
                .with("affine", affine))
        : Stream.empty();
  }

  private Stream<Call> binary(Value y, BinaryKind kind, Value left, Value right) {
    return switch (kind) {
      case DIV -> Stream.concat(divided(y), localResponseNorm(y, left, right));
      case POW -> lpPool(y, left);
      case ADD ->
          definitions.op(left) instanceof Binary(BinaryKind mul, Value standard, Value _)
                  && mul == BinaryKind.MUL
              ? standardized(standard).stream().map(s -> layerNorm(y, s, true))
              : Stream.empty();
      case SUB,
          MUL,
          MIN,
          MAX,
          PRELU,
          MOD,
          EQUAL,
          LESS,
          LESS_EQUAL,
          GREATER,
          GREATER_EQUAL,
          AND,
          OR ->
          Stream.empty();
    };
  }

  private Stream<Call> divided(Value y) {
    return standardized(y).stream()
        .flatMap(
            s ->
                Stream.of(
                    Call.of(y, "instance_norm").with("x", s.x()).with("epsilon", s.epsilon()),
                    layerNorm(y, s, false)));
  }

  private static Call layerNorm(Value y, Standardized standard, boolean affine) {
    int axis = standard.axes().getFirst() - standard.x().type().rank();
    return Call.of(y, "layer_norm")
        .with("x", standard.x())
        .with("axis", axis)
        .with("epsilon", standard.epsilon())
        .with("affine", affine);
  }

  /** {@code x / (k + alpha * mean of squares)^beta}; the size is that of the window. */
  private Stream<Call> localResponseNorm(Value y, Value x, Value divisor) {
    return definitions.op(divisor) instanceof Binary(BinaryKind pow, Value base, Value beta)
            && pow == BinaryKind.POW
            && definitions.op(base) instanceof Binary(BinaryKind add, Value weighted, Value k)
            && add == BinaryKind.ADD
            && definitions.op(weighted) instanceof Binary(BinaryKind mul, Value local, Value alpha)
            && mul == BinaryKind.MUL
            && definitions.op(local) instanceof Reshape(Value means, List<Integer> _)
            && definitions.op(means) instanceof AvgPool2d pool
        ? Stream.of(
            Call.of(y, "local_response_norm")
                .with("x", x)
                .with("size", pool.pool().kernelH())
                .with("alpha", number(alpha))
                .with("beta", number(beta))
                .with("k", number(k)))
        : Stream.empty();
  }

  private Known number(Value value) {
    return Knowns.real(definitions.number(value).orElse(0.0).floatValue());
  }

  private Stream<Call> lpPool(Value y, Value sums) {
    return definitions.op(sums) instanceof Binary(BinaryKind mul, Value means, Value _)
            && mul == BinaryKind.MUL
            && definitions.op(means) instanceof AvgPool2d(Value powers, PoolWindow pool, boolean _)
            && definitions.op(powers) instanceof Binary(BinaryKind pow, Value absolute, Value p)
            && pow == BinaryKind.POW
            && definitions.op(absolute) instanceof Unary(UnaryKind _, Value x, List<Float> _)
        ? Windows.pool(y, "lp_pool2d", x, pool)
            .map(
                call ->
                    call.without("padding")
                        .without("dilation")
                        .without("ceil_mode")
                        .with("norm_type", number(p)))
        : Stream.empty();
  }
}
