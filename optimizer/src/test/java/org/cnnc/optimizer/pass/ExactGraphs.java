package org.cnnc.optimizer.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.Output;
import org.cnnc.ir.interpreter.GraphInterpreter;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
import org.cnnc.ir.op.Expand;
import org.cnnc.ir.op.Identity;
import org.cnnc.ir.op.Input;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Random graphs, full of what rules look for, whose every number is a small multiple of a power of
 * two: nothing is ever rounded, in whatever order it is computed. So a rewrite that is right keeps
 * every output exactly, and no error bound can hide one that is wrong.
 */
public final class ExactGraphs {
  /** Numbers are below this, and multiples of its inverse: 22 bits, of the 24 that a float has. */
  private static final int LIMIT = 1 << 11;

  private static final int STEPS = 9;
  private static final int CHOICES = 19;

  private final Random random;
  private final Graph.Builder builder;
  private final List<Value> images = new ArrayList<>();
  private int names;

  private ExactGraphs(long seed) {
    this.random = new Random(seed);
    this.builder = new Graph.Builder("exact" + seed);
  }

  /** A graph with the input {@code x}; whether it is exact, {@link #isExact} tells. */
  public static Graph graph(long seed) {
    ExactGraphs graphs = new ExactGraphs(seed);
    // Few channels, so that sums stay small; sometimes some that are no whole vectors.
    int channels = List.of(1, 2, 3, 5, 17).get(graphs.random.nextInt(5));
    graphs.images.add(graphs.add(new Input("x", TensorType.f32(TensorType.BATCH, channels, 3, 4))));
    for (int i = 0; i < STEPS; i++) {
      // The newest value mostly, so that chains grow; an older one sometimes, so that some fork.
      List<Value> images = graphs.images;
      Value from =
          graphs.random.nextInt(4) == 0
              ? images.get(graphs.random.nextInt(images.size()))
              : images.getLast();
      images.add(graphs.next(from));
    }
    graphs.builder.output("y", graphs.images.getLast());
    graphs.builder.output("z", graphs.images.get(graphs.random.nextInt(graphs.images.size())));
    return graphs.builder.build();
  }

  /** Two images of small integers. */
  public static Map<String, Tensor> inputs(Graph graph, long seed) {
    Random random = new Random(seed);
    TensorType type = graph.inputs().getFirst().type().withBatch(2);
    return Map.of("x", Tensor.generate(type, i -> random.nextInt(-3, 4)));
  }

  /** Whether every value of the graph has room to spare in a float. */
  public static boolean isExact(Graph graph, Map<String, Tensor> inputs) {
    List<Output> all =
        graph.nodes().stream()
            .map(node -> new Output("v" + node.result().id(), node.result()))
            .toList();
    Graph observed = new Graph(graph.name(), graph.nodes(), all);
    return GraphInterpreter.run(observed, inputs).values().stream().allMatch(ExactGraphs::isExact);
  }

  private static boolean isExact(Tensor tensor) {
    for (long i = 0; i < tensor.type().elements(); i++) {
      float element = tensor.floatAt(i);
      // Not for NaN either.
      boolean fits = Math.abs(element) < LIMIT && element * LIMIT == Math.rint(element * LIMIT);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private Value next(Value x) {
    List<Integer> dims = x.type().dims();
    return switch (random.nextInt(CHOICES)) {
      case 0, 1, 2 -> conv(x);
      case 3 -> convTranspose(x);
      case 4, 5 -> batchNorm(x);
      case 6 -> affine(x);
      case 7, 8 -> constantBinary(x);
      case 9, 10 -> unary(x);
      case 11 -> pad(x);
      case 12 -> pool(x);
      case 13 -> add(random.nextBoolean() ? new Identity(x) : new Dropout(x, 0.5f));
      case 14 -> movement(x);
      case 15 -> binary(x);
      case 16 -> {
        Value max = add(new Reduce(ReduceKind.MAX, x, List.of(2, 3), true));
        yield add(new Binary(BinaryKind.SUB, x, add(new Expand(max, dims))));
      }
      case 17 -> linear(x);
      case 18 -> projected(x);
      default -> throw new AssertionError();
    };
  }

  private Value conv(Value x) {
    int channels = x.type().dim(1);
    int groups = random.nextInt(3) == 0 ? channels : 1;
    int kernel = 1 + random.nextInt(2);
    Window window = Window.of(1 + random.nextInt(2), random.nextInt(2), 1).withPadding(1, 0, 0, 1);
    Value weight = small(channels, channels / groups, kernel, kernel);
    Value y = add(new Conv2d(x, weight, small(channels), window, groups));
    // Now and then two layers of one weight.
    return random.nextInt(6) == 0
        ? add(new Conv2d(batchNorm(y), weight, small(channels), window, groups))
        : y;
  }

  private Value convTranspose(Value x) {
    int channels = x.type().dim(1);
    int groups = random.nextBoolean() ? channels : 1;
    int out = 1 + random.nextInt(2);
    Value weight = small(channels, out, 2, 1);
    Window window = Window.of(1 + random.nextInt(2), 0, 1);
    return affine(add(new ConvTranspose2d(x, weight, small(out * groups), window, 0, 0, groups)));
  }

  private Value batchNorm(Value x) {
    int channels = x.type().dim(1);
    Tensor variance =
        Tensor.generate(
            TensorType.f32(channels), i -> List.of(0.75, 3.75, 15.75).get(random.nextInt(3)));
    return add(
        new BatchNorm(
            x,
            small(channels),
            small(channels),
            small(channels),
            add(new Constant("variance" + names++, variance)),
            0.25f));
  }

  private Value affine(Value x) {
    int channels = x.type().dim(1);
    Value scale =
        switch (random.nextInt(3)) {
          case 0 -> add(new Constant("", Tensor.filled(TensorType.f32(channels), 1)));
          case 1 -> small(channels);
          default ->
              // Known only once constants are folded.
              add(new Binary(BinaryKind.ADD, small(channels), small(1)));
        };
    Value shift =
        random.nextInt(3) == 0
            ? add(new Constant("", Tensor.filled(TensorType.f32(channels), 0)))
            : small(channels);
    return add(new Affine(x, scale, shift));
  }

  private Value constantBinary(Value x) {
    TensorType type = x.type();
    Value constant =
        switch (random.nextInt(4)) {
          case 0 -> small(1);
          case 1 -> small(type.dim(1), 1, 1);
          case 2 -> small(1, type.dim(1), 1, 1);
          default -> small(type.dim(3));
        };
    BinaryKind kind =
        List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL).get(random.nextInt(3));
    return add(
        random.nextBoolean() ? new Binary(kind, x, constant) : new Binary(kind, constant, x));
  }

  private Value unary(Value x) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> add(Unary.of(UnaryKind.RELU, x));
      case 2 -> add(Unary.of(UnaryKind.RELU6, x));
      case 3 -> add(new Unary(UnaryKind.CLIP, x, List.of(-2f, 3f)));
      default -> add(Unary.of(UnaryKind.RELU, add(Unary.of(UnaryKind.RELU6, x))));
    };
  }

  private Value pad(Value x) {
    Pad.Mode mode = random.nextInt(4) == 0 ? Pad.Mode.EDGE : Pad.Mode.CONSTANT;
    List<Integer> before = List.of(0, 0, random.nextInt(2), random.nextInt(2));
    List<Integer> after = List.of(0, 0, random.nextInt(2), 0);
    Value padded = add(new Pad(x, before, after, mode, random.nextInt(4) == 0 ? 1 : 0));
    return random.nextBoolean() ? conv(padded) : pool(padded);
  }

  private Value pool(Value x) {
    int stride = 1 + random.nextInt(2);
    Window window = new Window(stride, stride, 1, 1, random.nextInt(2), 1, 1, 1);
    PoolWindow pool =
        new PoolWindow(
            2, 2, random.nextBoolean() ? window : Window.of(stride, 1, 1), random.nextBoolean());
    return add(
        random.nextInt(3) == 0
            ? new MaxPool2d(x, pool)
            : new AvgPool2d(x, unpaddedSometimes(pool, x), random.nextBoolean()));
  }

  private PoolWindow unpaddedSometimes(PoolWindow pool, Value x) {
    boolean fits = x.type().dim(2) >= 2 && x.type().dim(3) >= 2;
    return fits && random.nextBoolean()
        ? new PoolWindow(2, 2, pool.window().withPadding(0, 0, 0, 0), pool.ceilMode())
        : pool;
  }

  private Value movement(Value x) {
    List<Integer> dims = x.type().dims();
    return switch (random.nextInt(6)) {
      case 0 ->
          add(
              new Reshape(
                  add(new Reshape(x, List.of(TensorType.BATCH, (int) x.type().elements()))),
                  List.of(TensorType.BATCH, dims.get(1) * dims.get(2), dims.get(3), 1)));
      case 1 -> add(new Reshape(x, dims));
      case 2 ->
          add(
              new Transpose(
                  add(new Transpose(x, List.of(0, 2, 3, 1))),
                  random.nextBoolean() ? List.of(0, 3, 1, 2) : List.of(0, 1, 3, 2)));
      case 3 ->
          add(new Transpose(x, random.nextBoolean() ? List.of(0, 1, 2, 3) : List.of(0, 1, 3, 2)));
      case 4 -> add(new Concat(random.nextBoolean() ? List.of(x) : List.of(x, x), 3));
      default -> add(new Slice(x, 2, 0, random.nextBoolean() ? dims.get(2) : 1, 1));
    };
  }

  private Value binary(Value x) {
    List<Value> others = images.stream().filter(v -> v.type().equals(x.type())).toList();
    Value other = others.isEmpty() ? x : others.get(random.nextInt(others.size()));
    BinaryKind kind =
        List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MAX).get(random.nextInt(3));
    Value branch = random.nextBoolean() ? batchNorm(other) : other;
    return add(Unary.of(UnaryKind.RELU, add(new Binary(kind, x, branch))));
  }

  /** A block whose branch and shortcut are both projected, to more channels. */
  private Value projected(Value x) {
    int channels = x.type().dim(1);
    int out = random.nextInt(4) == 0 ? channels : 2 * channels;
    Window window = Window.of(1 + random.nextInt(2), 0, 1);
    Value branch = random.nextInt(4) == 0 ? x : add(Unary.of(UnaryKind.RELU, x));
    return add(
        new Binary(
            BinaryKind.ADD,
            add(new Conv2d(branch, small(out, channels, 1, 1), small(out), window, 1)),
            add(new Conv2d(x, small(out, channels, 1, 1), small(out), window, 1))));
  }

  private Value linear(Value x) {
    TensorType type = x.type();
    if (random.nextBoolean()) {
      return add(new Linear(x, small(2, type.dim(3)), small(2)));
    }
    int features = (int) type.elements();
    Value flat = add(new Reshape(x, List.of(TensorType.BATCH, features)));
    Value y = affine(add(new Linear(flat, small(4, features), small(4))));
    return add(new Reshape(y, List.of(TensorType.BATCH, 2, 2, 1)));
  }

  /** A constant of -1, -0.5, 0, 0.5, 1 and 2. */
  private Value small(int... dims) {
    List<Double> choices = List.of(-1.0, -0.5, 0.0, 0.5, 1.0, 2.0);
    Tensor tensor =
        Tensor.generate(TensorType.f32(dims), i -> choices.get(random.nextInt(choices.size())));
    return add(new Constant(random.nextInt(4) == 0 ? "" : "c" + names++ + ".weight", tensor));
  }

  private Value add(Op op) {
    return builder.add(op, Origin.NONE);
  }
}
