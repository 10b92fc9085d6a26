package org.cnnc.examples.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.LocallyConnected2d;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.MaxUnpool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Small graphs around one op with attributes and shapes at random, as far as ONNX's operators go.
 */
final class RandomOps {
  private final Random random;
  private final Graph.Builder builder = new Graph.Builder("random");

  private static final PoolWindow SMALL =
      new PoolWindow(2, 2, new Window(2, 1, 0, 1, 1, 0, 1, 1), false);

  private RandomOps(long seed) {
    this.random = new Random(seed);
  }

  /** For the name of each kind of op, what makes one of it that reads an image. */
  private static Map<String, BiFunction<RandomOps, Value, Op>> makers() {
    Map<String, BiFunction<RandomOps, Value, Op>> makers = new LinkedHashMap<>();
    makers.put("Conv2d", RandomOps::conv);
    makers.put("ConvTranspose2d", RandomOps::convTranspose);
    makers.put("Linear", RandomOps::linear);
    makers.put("MaxPool2d", (r, x) -> new MaxPool2d(x, r.pool(x)));
    makers.put("AvgPool2d", (r, x) -> new AvgPool2d(x, r.pool(x), r.random.nextBoolean()));
    makers.put("BatchNorm", RandomOps::batchNorm);
    makers.put("Affine", RandomOps::affine);
    for (UnaryKind kind : UnaryKind.values()) {
      makers.put("Unary " + kind.text(), (r, x) -> r.unary(kind, x));
    }
    for (BinaryKind kind : BinaryKind.values()) {
      makers.put("Binary " + kind.text(), (r, x) -> r.binary(kind, x));
    }
    makers.put("Softmax", RandomOps::softmax);
    for (ReduceKind kind : ReduceKind.values()) {
      makers.put("Reduce " + kind.text(), (r, x) -> r.reduce(kind, x));
    }
    makers.put("Concat", RandomOps::concat);
    makers.put("Slice", RandomOps::slice);
    for (Pad.Mode mode : Pad.Mode.values()) {
      makers.put("Pad " + mode.text(), (r, x) -> r.pad(mode, x));
    }
    makers.put("Reshape", RandomOps::reshape);
    makers.put("Transpose", RandomOps::transpose);
    makers.put("Expand", RandomOps::expand);
    makers.put("Identity", (_, x) -> new Identity(x));
    makers.put("Dropout", (r, x) -> new Dropout(x, r.random.nextFloat()));
    makers.put("Fused", RandomOps::fused);
    makers.put("Where", (r, x) -> new Where(r.add(r.binary(BinaryKind.LESS, x)), x, x));
    makers.put("Cast", (r, x) -> new Cast(x, r.random.nextBoolean() ? DType.I64 : DType.BOOL));
    makers.put(
        "Gather",
        (r, x) -> {
          int axis = r.up(3);
          return new Gather(x, r.places(x.type().dim(axis), 2, 3), axis);
        });
    makers.put(
        "GatherElements",
        (r, x) -> {
          TopK topk = r.topK(x);
          return new GatherElements(x, r.add(topk), topk.axis());
        });
    makers.put(
        "ArgReduce",
        (r, x) -> new ArgReduce(r.extremum(), x, r.up(3), r.random.nextBoolean(), false));
    makers.put("TopK", (r, x) -> r.topK(x));
    makers.put("MaxPoolIndices2d", (_, x) -> new MaxPoolIndices2d(x, SMALL));
    makers.put(
        "MaxUnpool2d",
        (r, x) ->
            new MaxUnpool2d(
                r.add(new MaxPool2d(x, SMALL)),
                r.add(new MaxPoolIndices2d(x, SMALL)),
                x.type().dim(2),
                x.type().dim(3)));
    makers.put("MatMul", (r, x) -> new MatMul(x, r.weight(x.type().dim(3), r.up(5))));
    makers.put("LocallyConnected2d", RandomOps::locallyConnected);
    makers.put(
        "Resample",
        (r, x) -> {
          int axis = r.up(3);
          return new Resample(x, r.places(x.type().dim(axis), 4, 2), r.weight(4, 2), axis);
        });
    return makers;
  }

  /** The kinds of ops that {@link #graph} can make; each begins with an op's class name. */
  static List<String> kinds() {
    return List.copyOf(makers().keySet());
  }

  /** A graph from an input {@code x} to an output {@code y} by one op of a kind. */
  static Graph graph(String kind, long seed) {
    RandomOps ops = new RandomOps(seed);
    Value x =
        ops.add(
            new Input(
                "x",
                TensorType.f32(
                    ops.random.nextInt(4) == 0 ? 2 : TensorType.BATCH,
                    1 + ops.random.nextInt(6),
                    3 + ops.random.nextInt(7),
                    3 + ops.random.nextInt(7))));
    Value y = ops.add(makers().get(kind).apply(ops, x));
    boolean real = y.type().dtype() == DType.F32;
    ops.builder.output("y", real ? y : ops.add(new Cast(y, DType.F32)));
    return ops.builder.build();
  }

  private Extremum extremum() {
    return random.nextBoolean() ? Extremum.MAX : Extremum.MIN;
  }

  private TopK topK(Value x) {
    int axis = up(3);
    return new TopK(extremum(), x, axis, up(x.type().dim(axis)));
  }

  /** Indices of an axis, half of them counted from its end. */
  private Value places(int extent, int... dims) {
    TensorType type = new TensorType(DType.I64, TensorType.f32(dims).dims());
    return add(new Constant("", Tensor.generate(type, _ -> random.nextInt(2 * extent) - extent)));
  }

  private LocallyConnected2d locallyConnected(Value x) {
    TensorType type = x.type();
    int out = up(3);
    return new LocallyConnected2d(
        x,
        weight(type.dim(2), type.dim(3), out, type.dim(1), 3, 3),
        weight(out, type.dim(2), type.dim(3)),
        Window.of(1, 1, 1));
  }

  private Conv2d conv(Value x) {
    int channels = x.type().dim(1);
    int groups = groups(channels);
    int out = groups * (1 + random.nextInt(3));
    int kh = 1 + random.nextInt(3);
    int kw = 1 + random.nextInt(3);
    // Padding of at least two makes room for every dilated kernel.
    Window window =
        new Window(up(3), up(3), 2 + below(2), 2 + below(3), 2, 2 + below(2), up(2), up(2));
    return new Conv2d(x, weight(out, channels / groups, kh, kw), weight(out), window, groups);
  }

  private ConvTranspose2d convTranspose(Value x) {
    int channels = x.type().dim(1);
    int groups = groups(channels);
    int out = 1 + random.nextInt(3);
    Window window = new Window(up(3), up(3), below(2), below(2), below(2), below(2), up(2), up(2));
    return new ConvTranspose2d(
        x,
        weight(channels, out, 1 + random.nextInt(3), 1 + random.nextInt(3)),
        weight(out * groups),
        window,
        below(4),
        below(3),
        groups);
  }

  private Linear linear(Value image) {
    boolean flat = random.nextBoolean();
    Value x = flat ? flat(image) : image;
    int in = x.type().dims().getLast();
    int out = 1 + random.nextInt(5);
    return new Linear(x, weight(out, in), weight(out));
  }

  private PoolWindow pool(Value x) {
    int kh = 1 + random.nextInt(3);
    int kw = 1 + random.nextInt(3);
    int dilation = random.nextInt(3) == 0 ? 2 : 1;
    // Less padding than the kernel reaches, so that no window lies in it alone, but for the last.
    int reachH = Math.min(dilation * (kh - 1), x.type().dim(2) - 1);
    int reachW = Math.min(dilation * (kw - 1), x.type().dim(3) - 1);
    Window window =
        new Window(
            up(3), up(3), below(reachH + 1), below(reachW + 1), reachH, reachW, dilation, dilation);
    return new PoolWindow(kh, kw, window, random.nextBoolean());
  }

  private BatchNorm batchNorm(Value x) {
    int channels = x.type().dim(1);
    return new BatchNorm(
        x,
        weight(channels),
        weight(channels),
        weight(channels),
        positive(channels),
        random.nextBoolean() ? 1e-5f : 1e-3f);
  }

  private Affine affine(Value image) {
    Value x = random.nextBoolean() ? flat(image) : image;
    return new Affine(x, weight(x.type().dim(1)), weight(x.type().dim(1)));
  }

  private Unary unary(UnaryKind kind, Value x) {
    List<Float> parameters = new ArrayList<>();
    for (int i = 0; i < kind.parameters().size(); i++) {
      parameters.add(0.1f + i + random.nextFloat());
    }
    boolean positiveOnly = kind == UnaryKind.LOG || kind == UnaryKind.SQRT;
    return new Unary(kind, positiveOnly ? add(Unary.of(UnaryKind.ABS, x)) : x, parameters);
  }

  private Binary binary(BinaryKind kind, Value x) {
    if (kind.domain() == BinaryKind.Domain.LOGIC) {
      Value less = add(binary(BinaryKind.LESS, x));
      return new Binary(kind, less, add(new Binary(BinaryKind.GREATER, x, weight(1))));
    }
    if (kind == BinaryKind.MOD) {
      TensorType one = new TensorType(DType.I64, List.of());
      int divisor = random.nextBoolean() ? up(3) : -up(3);
      Value whole = add(new Cast(x, DType.I64));
      return new Binary(kind, whole, add(new Constant("", Tensor.generate(one, _ -> divisor))));
    }
    Value left = kind == BinaryKind.POW ? add(Unary.of(UnaryKind.ABS, x)) : x;
    List<Integer> dims = x.type().dims();
    int from = random.nextInt(4);
    int[] other =
        IntStream.range(from, 4)
            .map(i -> i == 0 || random.nextInt(3) == 0 ? 1 : dims.get(i))
            .toArray();
    Value right = kind == BinaryKind.DIV ? positive(other) : weight(other);
    boolean swapped = random.nextInt(3) == 0 && kind != BinaryKind.POW && kind != BinaryKind.DIV;
    return swapped ? new Binary(kind, right, left) : new Binary(kind, left, right);
  }

  private Softmax softmax(Value image) {
    Value x = random.nextBoolean() ? flat(image) : image;
    return new Softmax(x, 1 + random.nextInt(x.type().rank() - 1), random.nextBoolean());
  }

  private Reduce reduce(ReduceKind kind, Value x) {
    List<Integer> axes = IntStream.range(1, 4).filter(_ -> random.nextBoolean()).boxed().toList();
    return new Reduce(kind, x, axes, random.nextBoolean());
  }

  private Concat concat(Value x) {
    int axis = 1 + random.nextInt(3);
    Value part = add(new Slice(x, axis, 0, 1 + random.nextInt(x.type().dim(axis)), 1));
    return new Concat(random.nextBoolean() ? List.of(part, x) : List.of(x, part, x), axis);
  }

  private Slice slice(Value x) {
    int axis = 1 + random.nextInt(3);
    int extent = x.type().dim(axis);
    int step = up(3);
    int start = random.nextInt(extent);
    return random.nextBoolean()
        ? new Slice(x, axis, start, Math.ceilDiv(extent - start, step), step)
        : new Slice(x, axis, start, start / step + 1, -step);
  }

  private Pad pad(Pad.Mode mode, Value x) {
    List<Integer> before = new ArrayList<>(List.of(0));
    List<Integer> after = new ArrayList<>(List.of(0));
    for (int i = 1; i < 4; i++) {
      // A side is cropped or the axis padded: what a mirror of a cropped axis is, ONNX leaves open.
      boolean crops = x.type().dim(i) > 2 && random.nextInt(4) == 0;
      int most = mode == Pad.Mode.REFLECT ? x.type().dim(i) : 3;
      before.add(crops ? -below(2) : below(most));
      after.add(crops ? -below(2) : below(most));
    }
    return new Pad(x, before, after, mode, random.nextFloat());
  }

  private Reshape reshape(Value x) {
    TensorType type = x.type();
    return new Reshape(x, List.of(type.dim(0), type.dim(2), type.dim(1), 1, type.dim(3)));
  }

  private Transpose transpose(Value x) {
    List<Integer> axes = new ArrayList<>(List.of(1, 2, 3));
    Collections.shuffle(axes, random);
    axes.addFirst(0);
    return new Transpose(x, axes);
  }

  private Expand expand(Value x) {
    List<Integer> dims = x.type().dims();
    return switch (random.nextInt(3)) {
      case 0 -> new Expand(add(new Reduce(ReduceKind.SUM, x, List.of(2), true)), dims);
      case 1 -> new Expand(weight(dims.get(1), 1, dims.get(3)), dims);
      default -> new Expand(weight(1, dims.get(2), 1), dims.subList(1, 4));
    };
  }

  private Fused fused(Value x) {
    Conv2d conv = conv(x);
    TensorType type = conv.resultTypes().getFirst();
    Value previous = Value.previous(type);
    Value other = add(conv.withWeights(weight(conv.weight().type()), conv.bias()));
    return new Fused(
        conv,
        List.of(
            new Affine(previous, weight(type.dim(1)), weight(type.dim(1))),
            new Binary(BinaryKind.ADD, other, previous),
            Unary.of(UnaryKind.HARD_SWISH, previous)));
  }

  private Value flat(Value x) {
    int features = (int) x.type().elements() / (x.type().isBatched() ? 1 : x.type().dim(0));
    return add(new Reshape(x, List.of(x.type().dim(0), features)));
  }

  private int groups(int channels) {
    return random.nextInt(3) == 0 ? channels : channels % 2 == 0 ? up(2) : 1;
  }

  /** 1 to {@code most}. */
  private int up(int most) {
    return 1 + random.nextInt(most);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private Value weight(int... dims) {
    return weight(TensorType.f32(dims));
  }

  private Value weight(TensorType type) {
    return add(new Constant("weight", Tensor.generate(type, _ -> random.nextGaussian())));
  }

  private Value positive(int... dims) {
    return add(
        new Constant(
            "positive", Tensor.generate(TensorType.f32(dims), _ -> 0.5 + random.nextDouble())));
  }

  private Value add(Op op) {
    return builder.add(op, Origin.NONE);
  }
}
