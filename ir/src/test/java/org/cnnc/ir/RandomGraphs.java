package org.cnnc.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
import org.cnnc.ir.op.ElementwiseOp;
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
import org.cnnc.ir.op.Parameter;
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

/** Makes small random graphs, of every op, from a seed; images {@code x: f32[N,C,H,W]}. */
public final class RandomGraphs {
  /** How many different ops {@link #next} chooses from. */
  public static final int CHOICES = 31;

  private final Random random;
  private final Graph.Builder builder;
  private final List<Value> images = new ArrayList<>();
  private int names;

  private RandomGraphs(long seed) {
    this.random = new Random(seed);
    this.builder = new Graph.Builder("g" + Math.abs(seed));
  }

  /** A graph of about {@code steps} ops with one input {@code x} and one output {@code y}. */
  public static Graph graph(long seed, int steps) {
    RandomGraphs graphs = new RandomGraphs(seed);
    int batch = graphs.random.nextInt(3) == 0 ? 2 : TensorType.BATCH;
    TensorType type =
        TensorType.f32(
            batch,
            1 + graphs.random.nextInt(6),
            5 + graphs.random.nextInt(5),
            5 + graphs.random.nextInt(5));
    graphs.images.add(graphs.add(new Input("x", type)));
    for (int i = 0; i < steps; i++) {
      Value from = graphs.images.get(graphs.random.nextInt(graphs.images.size()));
      graphs.images.add(graphs.next(from, graphs.random.nextInt(CHOICES)));
    }
    graphs.builder.output("y", graphs.images.getLast());
    return graphs.builder.build();
  }

  /** A graph of one chosen op, {@code 0 <= choice < CHOICES}. */
  public static Graph single(long seed, int choice) {
    RandomGraphs graphs = new RandomGraphs(seed);
    Value x = graphs.add(new Input("x", TensorType.f32(TensorType.BATCH, 4, 7, 6)));
    graphs.images.add(x);
    graphs.builder.output("y", graphs.next(x, choice));
    return graphs.builder.build();
  }

  private Value next(Value x, int choice) {
    TensorType type = x.type();
    int channels = type.dim(1);
    return switch (choice) {
      case 0, 1 -> conv(x);
      case 2 -> convTranspose(x);
      case 3 -> add(new MaxPool2d(x, pool()));
      case 4 -> add(new AvgPool2d(x, pool(), random.nextBoolean()));
      case 5 ->
          add(
              new BatchNorm(
                  x,
                  weight(channels),
                  weight(channels),
                  weight(channels),
                  positive(channels),
                  1e-5f));
      case 6 -> add(new Affine(x, weight(channels), weight(channels)));
      case 7, 8 -> unary(x);
      case 9 -> add(new Binary(oneOf(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL), x, x));
      case 10 ->
          add(
              new Binary(
                  oneOf(BinaryKind.MAX, BinaryKind.MIN, BinaryKind.PRELU),
                  x,
                  weight(channels, 1, 1)));
      case 11 -> add(new Binary(BinaryKind.DIV, x, positive(1, type.dim(2), 1)));
      case 12 -> add(new Softmax(x, 1 + random.nextInt(3), random.nextBoolean()));
      case 13 ->
          add(
              new Expand(
                  add(new Reduce(oneOf(ReduceKind.values()), x, List.of(2, 3), true)),
                  type.dims()));
      case 14 -> add(new Concat(List.of(x, x), 1 + random.nextInt(3)));
      case 15 -> slice(x);
      case 16 -> pad(x);
      case 17 ->
          add(
              new Reshape(
                  add(new Reshape(x, List.of(type.dim(0), channels * type.dim(2) * type.dim(3)))),
                  List.of(type.dim(0), channels * type.dim(2), 1, type.dim(3))));
      case 18 -> add(new Transpose(x, List.of(0, 3, 1, 2)));
      case 19 -> add(new Dropout(add(new Identity(x)), 0.5f));
      case 20 -> linear(x);
      case 21 -> fused(x);
      case 22 ->
          add(
              new Where(
                  add(new Binary(BinaryKind.LESS, x, weight(channels, 1, 1))),
                  x,
                  weight(type.dim(3))));
      case 23 -> add(new Cast(add(new Cast(x, oneOf(DType.values()))), DType.F32));
      case 24 -> add(new Gather(x, places(2), 1 + random.nextInt(3)));
      case 25 -> {
        int axis = 1 + random.nextInt(3);
        int k = 1 + random.nextInt(type.dim(axis));
        yield add(new GatherElements(x, add(new TopK(oneOf(Extremum.values()), x, axis, k)), axis));
      }
      case 26 -> {
        Extremum extremum = oneOf(Extremum.values());
        int axis = 1 + random.nextInt(3);
        boolean last = random.nextBoolean();
        yield add(new Cast(add(new ArgReduce(extremum, x, axis, true, last)), DType.F32));
      }
      case 27 -> {
        PoolWindow pool = pool();
        Value places = add(new MaxPoolIndices2d(x, pool));
        yield add(new MaxUnpool2d(add(new MaxPool2d(x, pool)), places, type.dim(2), type.dim(3)));
      }
      case 28 -> add(new MatMul(x, weight(type.dim(3), 1 + random.nextInt(6))));
      case 29 -> {
        Window window = Window.of(1, 1, 1);
        int out = 1 + random.nextInt(3);
        yield add(
            new LocallyConnected2d(
                x,
                weight(type.dim(2), type.dim(3), out, channels, 3, 3),
                weight(out, type.dim(2), type.dim(3)),
                window));
      }
      case 30 -> add(new Resample(x, places(3, 2), weight(3, 2), 1 + random.nextInt(3)));
      default -> throw new IllegalArgumentException("choice " + choice);
    };
  }

  private Value conv(Value x) {
    return add(convOp(x));
  }

  private Op convOp(Value x) {
    int channels = x.type().dim(1);
    int groups = random.nextInt(3) == 0 ? channels : 1;
    int out = groups == 1 ? 1 + random.nextInt(5) : channels * (1 + random.nextInt(2));
    int kernel = 1 + random.nextInt(3);
    Window window = Window.of(1 + random.nextInt(2), 2, kernel == 1 ? 1 : 1 + random.nextInt(2));
    return new Conv2d(
        x, weight(out, channels / groups, kernel, kernel), weight(out), window, groups);
  }

  private Value convTranspose(Value x) {
    int channels = x.type().dim(1);
    int groups = random.nextInt(3) == 0 ? channels : 1;
    int out = 1 + random.nextInt(3);
    int padding = x.type().dim(3) > 1 ? random.nextInt(2) : 0;
    Window window = Window.of(1 + random.nextInt(2), padding, 1);
    return add(
        new ConvTranspose2d(
            x, weight(channels, out, 3, 2), weight(out * groups), window, 1, 0, groups));
  }

  private Value unary(Value x) {
    UnaryKind kind = oneOf(UnaryKind.values());
    List<Float> parameters = new ArrayList<>();
    for (int i = 0; i < kind.parameters().size(); i++) {
      parameters.add(0.1f + i + random.nextFloat());
    }
    return add(new Unary(kind, x, parameters));
  }

  private Value slice(Value x) {
    int axis = 1 + random.nextInt(3);
    int extent = x.type().dim(axis);
    int size = 1 + random.nextInt(extent);
    return random.nextBoolean()
        ? add(new Slice(x, axis, extent - size, size, 1))
        : add(new Slice(x, axis, extent - 1, (extent + 1) / 2, -2));
  }

  private Value pad(Value x) {
    Pad.Mode mode = oneOf(Pad.Mode.values());
    int height = x.type().dim(2) > 1 ? 1 : 0;
    int width = x.type().dim(3) > 2 ? -1 : 0;
    return add(
        new Pad(x, List.of(0, 0, height, width), List.of(0, 0, 0, 0), mode, random.nextFloat()));
  }

  private Value linear(Value x) {
    int out = 1 + random.nextInt(6);
    return add(new Linear(x, weight(out, x.type().dim(3)), weight(out)));
  }

  private Value fused(Value x) {
    Op conv = convOp(x);
    TensorType type = conv.resultTypes().getFirst();
    Value previous = Value.previous(type);
    Value other = add(convOp(x));
    List<ElementwiseOp> epilogue = new ArrayList<>();
    epilogue.add(new Affine(previous, weight(type.dim(1)), weight(type.dim(1))));
    if (other.type().equals(type)) {
      epilogue.add(new Binary(BinaryKind.ADD, previous, other));
    }
    epilogue.add(Unary.of(UnaryKind.RELU, previous));
    return add(new Fused(conv, epilogue));
  }

  private PoolWindow pool() {
    Window window =
        new Window(1 + random.nextInt(2), 2, 1, random.nextInt(2), random.nextInt(2), 1, 1, 1);
    return new PoolWindow(2, 2, window, random.nextBoolean());
  }

  private Value weight(int... dims) {
    TensorType type = TensorType.f32(dims);
    String name =
        random.nextInt(4) == 0 && type.elements() <= 16 ? "" : "layer/\"" + names++ + "\".w";
    return add(new Constant(name, Tensor.generate(type, i -> random.nextGaussian())));
  }

  /** Indices, of which some are before an axis and some behind it. */
  private Value places(int... dims) {
    TensorType type = new TensorType(DType.I64, TensorType.f32(dims).dims());
    return add(new Constant("", Tensor.generate(type, i -> random.nextInt(-2, 9))));
  }

  private Value positive(int... dims) {
    return add(
        new Constant(
            "p" + names++, Tensor.generate(TensorType.f32(dims), i -> 0.5 + random.nextDouble())));
  }

  @SafeVarargs
  private <E> E oneOf(E... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Value add(Op op) {
    return builder.add(op, Origin.NONE);
  }

  /** Random data for the input of such a graph. */
  public static Tensor image(Graph graph, long seed, int batch) {
    Random random = new Random(seed);
    return Tensor.generate(
        graph.inputs().getFirst().type().withBatch(batch), i -> random.nextGaussian());
  }

  /** A parameter of a role, in a graph that returns it. */
  public static Graph parameter(String name, Parameter.Role role, int... dims) {
    Graph.Builder builder = new Graph.Builder("p");
    builder.output("p", builder.add(new Parameter(name, TensorType.f32(dims), role), Origin.NONE));
    return builder.build();
  }
}
