package org.cnnc.benchmarks.contestant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Node;
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
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Value;

/**
 * A graph as calls of ATen's operators. What is not needed for the networks that are measured is
 * refused. Closing it frees its weights.
 */
final class AtenGraph implements AutoCloseable {
  private static final int IMAGE = 4;

  /** Computes a tensor, a new handle each time, of those that were computed before. */
  @FunctionalInterface
  private interface Call {
    Tensor run(Tensor[] slots);
  }

  /** Computes a step of the one before it: a new tensor, or that one changed in place. */
  @FunctionalInterface
  private interface Epilogue {
    Tensor run(Tensor previous, Tensor[] slots);
  }

  /**
   * One call of a run.
   *
   * @param reads the slots of its operands
   */
  private record Step(Call call, int slot, List<Integer> reads) {}

  private final Map<Value, Node> definitions;
  private final torch.ScalarType storage;
  private final Map<Value, Integer> slots = new HashMap<>();
  private final List<Tensor> given = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();

  /** For each step, the slots that nothing reads after it. */
  private final List<List<Integer>> dying = new ArrayList<>();

  /** What lives as long as the graph. */
  private final List<Pointer> kept = new ArrayList<>();

  /**
   * Translates a graph whose sizes are all fixed.
   *
   * @param storage what all tensors are stored in
   * @throws RefusedException where an op has no translation here
   */
  AtenGraph(Graph graph, Map<String, org.cnnc.ir.tensor.Tensor> inputs, torch.ScalarType storage) {
    this.storage = storage;
    definitions = graph.definitions();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input input) {
        give(node.result(), channelsLast(inputs.get(input.name())));
      }
    }
    graph.outputs().forEach(output -> outputs.put(output.name(), slot(output.value())));
    Set<Integer> used = new HashSet<>(outputs.values());
    for (Step step : steps.reversed()) {
      List<Integer> last = step.reads.stream().distinct().filter(used::add).toList();
      dying.addFirst(last.stream().filter(slot -> given.get(slot) == null).toList());
    }
  }

  /** Computes the outputs, which the caller closes, from the inputs that it was made with. */
  Map<String, Tensor> run() {
    Tensor[] values = given.toArray(Tensor[]::new);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      values[step.slot] = step.call.run(values);
      dying.get(i).forEach(slot -> values[slot].close());
    }
    Map<String, Tensor> results = new LinkedHashMap<>();
    outputs.forEach((name, slot) -> results.put(name, values[slot]));
    return results;
  }

  @Override
  public void close() {
    kept.forEach(Pointer::close);
  }

  private static RefusedException refused(String what) {
    return new RefusedException(Rival.PYTORCH, "no translation of " + what);
  }

  private <P extends Pointer> P keep(P pointer) {
    kept.add(pointer);
    return pointer;
  }

  private Tensor tensor(org.cnnc.ir.tensor.Tensor data) {
    long[] dims = dims(data.type().dims());
    try (FloatPointer floats = new FloatPointer(data.toFloatArray());
        Tensor borrowed = torch.from_blob(floats, dims);
        Tensor owned = borrowed.clone()) {
      return keep(owned.to(storage));
    }
  }

  private Tensor channelsLast(org.cnnc.ir.tensor.Tensor data) {
    Tensor rowMajor = tensor(data);
    return data.type().rank() == IMAGE
        ? keep(rowMajor.contiguous(torch.MemoryFormat.ChannelsLast))
        : rowMajor;
  }

  private int give(Value value, Tensor tensor) {
    return slots.computeIfAbsent(
        value,
        _ -> {
          given.add(tensor);
          return given.size() - 1;
        });
  }

  /** The slot of a value, with the steps that compute it. */
  private int slot(Value value) {
    Integer known = slots.get(value);
    if (known != null) {
      return known;
    }
    Op op = definitions.get(value).op();
    if (op instanceof Constant constant) {
      return give(value, channelsLast(constant.value()));
    }
    Optional<Value> upsampled =
        op instanceof Reshape reshape
            ? NearestUpsampling.endingIn(reshape, definitions).map(NearestUpsampling::input)
            : Optional.empty();
    List<Value> operands = upsampled.map(List::of).orElse(op.operands());
    List<Integer> reads = operands.stream().map(this::slot).toList();
    Call call = upsampled.isPresent() ? upsample(reads.getFirst(), (Reshape) op) : call(op);
    given.add(null);
    int slot = given.size() - 1;
    slots.put(value, slot);
    steps.add(new Step(call, slot, reads));
    return slot;
  }

  private Call call(Op op) {
    return switch (op) {
      case Fused fused -> fused(fused);
      case Conv2d conv -> conv2d(conv);
      case ConvTranspose2d conv -> convTranspose2d(conv);
      case Linear linear -> linear(linear);
      case MaxPool2d pool -> maxPool2d(pool);
      case AvgPool2d pool -> avgPool2d(pool);
      case Reduce reduce -> mean(reduce);
      case Concat concat -> concat(concat);
      case Reshape reshape -> {
        int x = slot(reshape.input());
        long[] dims = dims(reshape.dims());
        yield v -> v[x].reshape(dims);
      }
      case Softmax softmax when !softmax.log() -> {
        int x = slot(softmax.input());
        yield v -> torch.softmax(v[x], softmax.axis());
      }
      case Unary unary -> {
        int x = slot(unary.input());
        Epilogue step = unary(unary, false);
        yield v -> step.run(v[x], v);
      }
      case Binary binary -> {
        int left = slot(binary.left());
        int right = slot(binary.right());
        yield v -> binary(binary.kind(), v[left], v[right]);
      }
      case Affine affine -> {
        int x = slot(affine.input());
        Epilogue step = affine(affine);
        yield v -> step.run(v[x], v);
      }
      case Input _,
          Constant _,
          Parameter _,
          BatchNorm _,
          Softmax _,
          Slice _,
          Pad _,
          Transpose _,
          Expand _,
          Identity _,
          Dropout _,
          Gather _,
          GatherElements _,
          ArgReduce _,
          TopK _,
          MaxPoolIndices2d _,
          MaxUnpool2d _,
          MatMul _,
          LocallyConnected2d _,
          Resample _,
          Where _,
          Cast _ ->
          throw refused(op.getClass().getSimpleName());
    };
  }

  private static long[] dims(List<Integer> dims) {
    return dims.stream().mapToLong(dim -> dim).toArray();
  }

  private org.cnnc.ir.tensor.Tensor data(Value value, String what) {
    if (definitions.get(value).op() instanceof Constant constant) {
      return constant.value();
    }
    throw refused(what + " that are computed");
  }

  /** Steps change the anchor's result in place where ATen can. */
  private Call fused(Fused fused) {
    Call anchor = call(fused.anchor());
    // A view of its operand may not be changed.
    boolean isFresh = !(fused.anchor() instanceof Reshape);
    List<Epilogue> epilogue =
        fused.epilogue().stream().map(step -> epilogue(step, isFresh)).toList();
    return v -> {
      Tensor result = anchor.run(v);
      for (Epilogue step : epilogue) {
        Tensor next = step.run(result, v);
        if (next.address() != result.address()) {
          result.close();
          result = next;
        }
      }
      return result;
    };
  }

  private Epilogue epilogue(ElementwiseOp op, boolean inPlace) {
    return switch (op) {
      case Unary unary -> unary(unary, inPlace);
      case Binary binary -> {
        OptionalInt left = operand(binary.left());
        OptionalInt right = operand(binary.right());
        if (inPlace && binary.kind() == BinaryKind.ADD && left.isPresent() != right.isPresent()) {
          int other = left.isPresent() ? left.getAsInt() : right.getAsInt();
          yield (previous, v) -> {
            previous.add_(v[other]);
            return previous;
          };
        }
        yield (previous, v) ->
            binary(
                binary.kind(),
                left.isPresent() ? v[left.getAsInt()] : previous,
                right.isPresent() ? v[right.getAsInt()] : previous);
      }
      case Affine affine -> affine(affine);
      case Where _, Cast _ -> throw refused(op.getClass().getSimpleName());
    };
  }

  /** The slot of an operand; none for the step before. */
  private OptionalInt operand(Value value) {
    return value.isPrevious() ? OptionalInt.empty() : OptionalInt.of(slot(value));
  }

  private static Epilogue unary(Unary unary, boolean inPlace) {
    return switch (unary.kind()) {
      case RELU -> inPlace ? changed(torch::relu_) : (x, _) -> torch.relu(x);
      case RELU6 -> inPlace ? changed(torch::relu6_) : (x, _) -> torch.relu6(x);
      case SIGMOID -> inPlace ? changed(torch::sigmoid_) : (x, _) -> torch.sigmoid(x);
      case SILU -> inPlace ? changed(torch::silu_) : (x, _) -> torch.silu(x);
      case TANH -> (x, _) -> torch.tanh(x);
      case HARD_SWISH -> (x, _) -> torch.hardswish(x);
      default -> throw refused(unary.kind().text());
    };
  }

  private static Epilogue changed(UnaryOperator<Tensor> function) {
    return (x, _) -> {
      Tensor _ = function.apply(x);
      return x;
    };
  }

  private static Tensor binary(BinaryKind kind, Tensor left, Tensor right) {
    return switch (kind) {
      case ADD -> torch.add(left, right);
      case SUB -> torch.sub(left, right);
      case MUL -> torch.mul(left, right);
      case DIV -> torch.div(left, right);
      case POW -> torch.pow(left, right);
      case MAX -> torch.maximum(left, right);
      case MIN -> torch.minimum(left, right);
      default -> throw refused(kind.text());
    };
  }

  private Epilogue affine(Affine affine) {
    long[] perChannel = new long[affine.input().type().rank()];
    Arrays.fill(perChannel, 1);
    perChannel[1] = affine.scale().type().dim(0);
    Tensor scale = keep(tensor(data(affine.scale(), "scales")).reshape(perChannel));
    Tensor shift = keep(tensor(data(affine.shift(), "shifts")).reshape(perChannel));
    return (x, _) -> torch.addcmul(shift, x, scale);
  }

  private static long[] strides(Window w) {
    return new long[] {w.strideH(), w.strideW()};
  }

  private static long[] dilations(Window w) {
    return new long[] {w.dilationH(), w.dilationW()};
  }

  private static long[] paddings(Window w) {
    if (w.padTop() != w.padBottom() || w.padLeft() != w.padRight()) {
      throw refused("padding of unequal sides");
    }
    return new long[] {w.padTop(), w.padLeft()};
  }

  private Call conv2d(Conv2d conv) {
    int x = slot(conv.input());
    int weight = slot(conv.weight());
    TensorOptional bias = bias(conv.bias());
    Window w = conv.window();
    long[] strides = strides(w);
    long[] paddings = paddings(w);
    long[] dilations = dilations(w);
    return v -> torch.conv2d(v[x], v[weight], bias, strides, paddings, dilations, conv.groups());
  }

  private TensorOptional bias(Value bias) {
    return keep(new TensorOptional(tensor(data(bias, "biases"))));
  }

  private Call convTranspose2d(ConvTranspose2d conv) {
    int x = slot(conv.input());
    int weight = slot(conv.weight());
    TensorOptional bias = bias(conv.bias());
    Window w = conv.window();
    long[] strides = strides(w);
    long[] paddings = paddings(w);
    long[] dilations = dilations(w);
    long[] more = {conv.outputPaddingH(), conv.outputPaddingW()};
    return v ->
        torch.conv_transpose2d(
            v[x], v[weight], bias, strides, paddings, more, conv.groups(), dilations);
  }

  private Call linear(Linear linear) {
    int x = slot(linear.input());
    int weight = slot(linear.weight());
    TensorOptional bias = bias(linear.bias());
    return v -> torch.linear(v[x], v[weight], bias);
  }

  private Call maxPool2d(MaxPool2d pool) {
    int x = slot(pool.input());
    Window w = pool.pool().window();
    long[] kernel = {pool.pool().kernelH(), pool.pool().kernelW()};
    long[] strides = strides(w);
    long[] paddings = paddings(w);
    long[] dilations = dilations(w);
    boolean ceil = pool.pool().ceilMode();
    return v -> torch.max_pool2d(v[x], kernel, strides, paddings, dilations, ceil);
  }

  private Call avgPool2d(AvgPool2d pool) {
    int x = slot(pool.input());
    Window w = pool.pool().window();
    long[] kernel = {pool.pool().kernelH(), pool.pool().kernelW()};
    long[] strides = strides(w);
    long[] paddings = paddings(w);
    boolean ceil = pool.pool().ceilMode();
    boolean counts = pool.countIncludePad();
    LongOptional noDivisor = keep(new LongOptional());
    return v -> torch.avg_pool2d(v[x], kernel, strides, paddings, ceil, counts, noDivisor);
  }

  private Call mean(Reduce reduce) {
    if (reduce.kind() != ReduceKind.MEAN) {
      throw refused("a reduction that is no mean");
    }
    int x = slot(reduce.input());
    long[] axes = dims(reduce.axes());
    ScalarTypeOptional asItIs = keep(new ScalarTypeOptional());
    return v -> torch.mean(v[x], axes, reduce.keepDims(), asItIs);
  }

  private Call concat(Concat concat) {
    List<Integer> parts = concat.inputs().stream().map(this::slot).toList();
    return v -> {
      try (TensorVector list =
          new TensorVector(parts.stream().map(slot -> v[slot]).toArray(Tensor[]::new))) {
        return torch.cat(list, concat.axis());
      }
    };
  }

  private Call upsample(int x, Reshape reshape) {
    long[] size = dims(reshape.dims().subList(2, IMAGE));
    return v -> torch.upsample_nearest2d(v[x], size);
  }
}
