package org.cnnc.benchmarks.contestant;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cnnc.benchmarks.tflite.Activation;
import org.cnnc.benchmarks.tflite.Operator;
import org.cnnc.benchmarks.tflite.Options;
import org.cnnc.benchmarks.tflite.TfLiteFile;
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
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * A graph as operators of TensorFlow Lite, as its converters write them: images are NHWC, batch
 * norms are in the weights, activations in the operators before them. What is not needed for the
 * networks that are measured is refused.
 */
final class TfLiteGraph {
  private static final int IMAGE = 4;
  private static final List<Integer> TO_NHWC = List.of(0, 2, 3, 1);
  private static final List<Integer> TO_NCHW = List.of(0, 3, 1, 2);

  private final TfLiteFile file = new TfLiteFile();
  private final Map<Value, Node> definitions;
  private final Map<Value, Integer> tensors = new HashMap<>();
  private final List<String> inputNames = new ArrayList<>();
  private final ByteBuffer bytes;

  private TfLiteGraph(Graph graph) {
    definitions = graph.definitions();
    List<Integer> inputs = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Input input) {
        inputNames.add(input.name());
        inputs.add(file.tensor(physical(input.type())));
        tensors.put(node.result(), inputs.getLast());
      }
    }
    int[] outputs = graph.outputs().stream().mapToInt(output -> tensor(output.value())).toArray();
    bytes = file.write(inputs.stream().mapToInt(index -> index).toArray(), outputs);
  }

  /**
   * Translates a graph whose sizes are all fixed.
   *
   * @throws RefusedException where an op has no translation here
   */
  static TfLiteGraph of(Graph graph) {
    return new TfLiteGraph(graph);
  }

  /** The names of the inputs, in order. */
  List<String> inputs() {
    return List.copyOf(inputNames);
  }

  /** The model's file. */
  ByteBuffer file() {
    return bytes.duplicate().order(bytes.order());
  }

  /** A tensor as it lies in memory: images NHWC. */
  static Tensor physical(Tensor tensor) {
    return tensor.type().rank() == IMAGE ? tensor.transposed(TO_NHWC) : tensor;
  }

  /** What {@link #physical} made, back. */
  static Tensor logical(float[] data, TensorType type) {
    Tensor flat = Tensor.ofFloats(type.withDims(ints(physical(type))), data);
    return type.rank() == IMAGE ? flat.transposed(TO_NCHW) : flat;
  }

  private static int[] physical(TensorType type) {
    return type.rank() == IMAGE ? permuted(type, TO_NHWC) : shape(type);
  }

  private static int[] shape(TensorType type) {
    return type.dims().stream().mapToInt(dim -> dim).toArray();
  }

  private static int[] permuted(TensorType type, List<Integer> permutation) {
    return permutation.stream().mapToInt(type::dim).toArray();
  }

  private static List<Integer> ints(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** The tensor of a value, with the operators that compute it. */
  private int tensor(Value value) {
    Integer known = tensors.get(value);
    if (known == null) {
      known = translate(definitions.get(value).op(), Activation.NONE);
      tensors.put(value, known);
    }
    return known;
  }

  private int constant(Tensor data) {
    return file.constant(data.toFloatArray(), shape(data.type()));
  }

  private Tensor data(Value value, String what) {
    if (definitions.get(value).op() instanceof Constant constant) {
      return constant.value();
    }
    throw refused(what + " that are computed");
  }

  private static RefusedException refused(String what) {
    return new RefusedException(Rival.TFLITE, "no translation of " + what);
  }

  private int translate(Op op, Activation activation) {
    return switch (op) {
      case Constant constant -> constant(physical(constant.value()));
      case Fused fused -> fused(fused);
      case Conv2d conv -> conv2d(conv, activation);
      case ConvTranspose2d conv -> convTranspose2d(conv, activation);
      case Linear linear -> linear(linear, activation);
      case MaxPool2d pool -> maxPool2d(pool);
      case AvgPool2d pool -> avgPool2d(pool);
      case Reduce reduce -> mean(reduce);
      case Concat concat -> concat(concat);
      case Reshape reshape -> reshape(reshape);
      case Softmax softmax -> softmax(softmax);
      case ElementwiseOp step ->
          elementwise(step, Optional.empty(), step.resultTypes().getFirst(), activation);
      case Identity identity -> tensor(identity.input());
      case Dropout dropout -> tensor(dropout.input());
      case Input _,
          Parameter _,
          BatchNorm _,
          Slice _,
          Pad _,
          Transpose _,
          Expand _,
          Gather _,
          GatherElements _,
          ArgReduce _,
          TopK _,
          MaxPoolIndices2d _,
          MaxUnpool2d _,
          MatMul _,
          LocallyConnected2d _,
          Resample _ ->
          throw refused(op.getClass().getSimpleName());
    };
  }

  /** An anchor takes the first activation in; each addition that of the step behind it. */
  private int fused(Fused fused) {
    List<ElementwiseOp> steps = fused.epilogue();
    Optional<Activation> first = activation(steps.getFirst());
    int result = translate(fused.anchor(), first.orElse(Activation.NONE));
    TensorType type = fused.resultTypes().getFirst();
    for (int i = first.isPresent() && takesActivation(fused.anchor()) ? 1 : 0; i < steps.size(); ) {
      Optional<Activation> next =
          takesActivation(steps.get(i)) && i + 1 < steps.size()
              ? activation(steps.get(i + 1))
              : Optional.empty();
      result = elementwise(steps.get(i), Optional.of(result), type, next.orElse(Activation.NONE));
      i += next.isPresent() ? 2 : 1;
    }
    return result;
  }

  private static boolean takesActivation(Op op) {
    return op instanceof Conv2d
        || op instanceof ConvTranspose2d
        || op instanceof Linear
        || op instanceof Binary
        || op instanceof Affine;
  }

  private static Optional<Activation> activation(ElementwiseOp step) {
    if (!(step instanceof Unary unary)) {
      return Optional.empty();
    }
    return unary.kind() == UnaryKind.RELU
        ? Optional.of(Activation.RELU)
        : unary.kind() == UnaryKind.RELU6 ? Optional.of(Activation.RELU6) : Optional.empty();
  }

  private int conv2d(Conv2d conv, Activation activation) {
    Window w = conv.window();
    int[] y = physical(conv.resultTypes().getFirst());
    TensorType weight = conv.weight().type();
    Tensor oihw = data(conv.weight(), "weights");
    PoolWindow kernel = new PoolWindow(weight.dim(2), weight.dim(3), w, false);
    boolean same = isSame(kernel, conv.input().type());
    int x = same ? tensor(conv.input()) : padded(conv.input(), w);
    int bias = constant(data(conv.bias(), "biases"));
    int channels = conv.input().type().dim(1);
    if (conv.groups() == channels && channels > 1) {
      Tensor taps = oihw.transposed(List.of(1, 2, 3, 0));
      return file.add(
          Operator.DEPTHWISE_CONV_2D,
          new Options.DepthwiseConv2d(
              same,
              w.strideH(),
              w.strideW(),
              w.dilationH(),
              w.dilationW(),
              weight.dim(0) / channels,
              activation),
          y,
          x,
          constant(taps),
          bias);
    }
    return file.add(
        Operator.CONV_2D,
        new Options.Conv2d(
            same, w.strideH(), w.strideW(), w.dilationH(), w.dilationW(), activation),
        y,
        x,
        constant(physical(oihw)),
        bias);
  }

  private int convTranspose2d(ConvTranspose2d conv, Activation activation) {
    if (conv.window().hasPadding()
        || conv.groups() != 1
        || conv.outputPaddingH() + conv.outputPaddingW() > 0) {
      throw refused("a padded or grouped transposed convolution");
    }
    int[] y = physical(conv.resultTypes().getFirst());
    Tensor weight = data(conv.weight(), "weights").transposed(List.of(1, 2, 3, 0));
    return file.add(
        Operator.TRANSPOSE_CONV,
        new Options.TransposeConv(conv.window().strideH(), conv.window().strideW(), activation),
        y,
        file.constant(y),
        constant(weight),
        tensor(conv.input()),
        constant(data(conv.bias(), "biases")));
  }

  /** A dense layer behind a flattened image reads that as it lies: its weights are permuted. */
  private int linear(Linear linear, Activation activation) {
    Tensor weight = data(linear.weight(), "weights");
    Value input = linear.input();
    int x;
    if (definitions.get(input).op() instanceof Reshape flat
        && flat.input().type().rank() == IMAGE
        && input.type().rank() == 2) {
      TensorType image = flat.input().type();
      int outs = weight.type().dim(0);
      TensorType byImage =
          weight.type().withDims(List.of(outs, image.dim(1), image.dim(2), image.dim(3)));
      weight = weight.reshaped(byImage).transposed(TO_NHWC).reshaped(weight.type());
      x = reshaped(tensor(flat.input()), shape(input.type()));
    } else {
      x = tensor(input);
    }
    return file.add(
        Operator.FULLY_CONNECTED,
        new Options.FullyConnected(activation),
        shape(linear.resultTypes().getFirst()),
        x,
        constant(weight),
        constant(data(linear.bias(), "biases")));
  }

  private int maxPool2d(MaxPool2d pool) {
    PoolWindow covering = pool.pool().paddedToCover(pool.input().type());
    if (!isSame(covering, pool.input().type())
        && covering.window().hasPadding()
        && !isNeverNegative(pool.input())) {
      // Zeros are beneath all others then, and PAD is taken by XNNPACK where PADV2 is not.
      throw refused("a padded maximum of what may be negative");
    }
    return pool(Operator.MAX_POOL_2D, covering, pool.input(), pool.resultTypes().getFirst());
  }

  private boolean isNeverNegative(Value value) {
    return switch (definitions.get(value).op()) {
      case Fused fused -> activation(fused.epilogue().getLast()).isPresent();
      case ElementwiseOp op -> activation(op).isPresent();
      case Concat concat -> concat.inputs().stream().allMatch(this::isNeverNegative);
      case MaxPool2d pool -> isNeverNegative(pool.input());
      default -> false;
    };
  }

  private int avgPool2d(AvgPool2d pool) {
    Window window = pool.pool().window();
    if ((window.hasPadding() && !pool.countIncludePad()) || pool.pool().ceilMode()) {
      throw refused("a mean of windows that reach beyond the image");
    }
    int x = padded(pool.input(), window);
    return pool(Operator.AVERAGE_POOL_2D, pool.pool(), false, x, pool.resultTypes().getFirst());
  }

  private int pool(Operator operator, PoolWindow pool, Value input, TensorType result) {
    boolean same = isSame(pool, input.type());
    return pool(operator, pool, same, same ? tensor(input) : padded(input, pool.window()), result);
  }

  private int pool(Operator operator, PoolWindow pool, boolean same, int x, TensorType result) {
    Window window = pool.window();
    if (window.dilationH() * window.dilationW() > 1) {
      throw refused("a dilated pool");
    }
    return file.add(
        operator,
        new Options.Pool2d(
            same, window.strideH(), window.strideW(), pool.kernelH(), pool.kernelW()),
        physical(result),
        x);
  }

  /** Whether a window's padding is what TensorFlow calls SAME. */
  private static boolean isSame(PoolWindow pool, TensorType x) {
    Window w = pool.window();
    return isSame(x.dim(2), pool.kernelH(), w.strideH(), w.dilationH(), w.padTop(), w.padBottom())
        && isSame(x.dim(3), pool.kernelW(), w.strideW(), w.dilationW(), w.padLeft(), w.padRight());
  }

  private static boolean isSame(
      int size, int kernel, int stride, int dilation, int before, int after) {
    int span = dilation * (kernel - 1) + 1;
    int total = Math.max((Math.ceilDiv(size, stride) - 1) * stride + span - size, 0);
    return before == total / 2 && after == total - total / 2;
  }

  private int padded(Value input, Window w) {
    int x = tensor(input);
    if (!w.hasPadding()) {
      return x;
    }
    int[] shape = file.shape(x);
    shape[1] += w.padTop() + w.padBottom();
    shape[2] += w.padLeft() + w.padRight();
    int[][] paddings = {{0, 0}, {w.padTop(), w.padBottom()}, {w.padLeft(), w.padRight()}, {0, 0}};
    return file.add(Operator.PAD, new Options.None(), shape, x, file.constant(paddings));
  }

  private int mean(Reduce reduce) {
    TensorType x = reduce.input().type();
    if (reduce.kind() != ReduceKind.MEAN
        || x.rank() != IMAGE
        || !reduce.axes().equals(List.of(2, 3))) {
      throw refused("a reduction that is no mean of each channel");
    }
    return file.add(
        Operator.MEAN,
        new Options.Reducer(reduce.keepDims()),
        physical(reduce.resultTypes().getFirst()),
        tensor(reduce.input()),
        file.constant(1, 2));
  }

  private int concat(Concat concat) {
    TensorType type = concat.resultTypes().getFirst();
    int axis = type.rank() == IMAGE ? TO_NHWC.indexOf(concat.axis()) : concat.axis();
    return file.add(
        Operator.CONCATENATION,
        new Options.Concatenation(axis),
        physical(type),
        concat.inputs().stream().mapToInt(this::tensor).toArray());
  }

  private int softmax(Softmax softmax) {
    TensorType type = softmax.input().type();
    if (softmax.log() || type.rank() == IMAGE || softmax.axis() != type.rank() - 1) {
      throw refused("a softmax that is not of the last axis");
    }
    return file.add(Operator.SOFTMAX, new Options.Softmax(), shape(type), tensor(softmax.input()));
  }

  private int reshape(Reshape reshape) {
    TensorType y = reshape.resultTypes().getFirst();
    Optional<NearestUpsampling> upsampling = NearestUpsampling.endingIn(reshape, definitions);
    if (upsampling.isPresent()) {
      return file.add(
          Operator.RESIZE_NEAREST_NEIGHBOR,
          new Options.ResizeNearest(),
          physical(y),
          tensor(upsampling.get().input()),
          file.constant(y.dim(2), y.dim(3)));
    }
    int rowMajor = tensor(reshape.input());
    TensorType x = reshape.input().type();
    if (x.rank() == IMAGE && !isSameEitherWay(x)) {
      rowMajor = transposed(rowMajor, TO_NCHW, shape(x));
    }
    int reshaped = reshaped(rowMajor, isSameEitherWay(y) ? physical(y) : shape(y));
    return y.rank() == IMAGE && !isSameEitherWay(y)
        ? transposed(reshaped, TO_NHWC, physical(y))
        : reshaped;
  }

  /** Whether an image lies in memory alike as NCHW and as NHWC. */
  private static boolean isSameEitherWay(TensorType type) {
    return type.rank() == IMAGE && (type.dim(1) == 1 || type.dim(2) * type.dim(3) == 1);
  }

  private int reshaped(int x, int[] shape) {
    return file.add(Operator.RESHAPE, new Options.None(), shape, x, file.constant(shape));
  }

  private int transposed(int x, List<Integer> permutation, int[] shape) {
    int order = file.constant(permutation.stream().mapToInt(axis -> axis).toArray());
    return file.add(Operator.TRANSPOSE, new Options.None(), shape, x, order);
  }

  /** A step on the result of the one before it, or on values alone. */
  private int elementwise(
      ElementwiseOp op, Optional<Integer> previous, TensorType type, Activation activation) {
    return switch (op) {
      case Unary unary -> unary(unary, operand(unary.input(), previous, type), physical(type));
      case Binary binary ->
          binary(
              operator(binary.kind()),
              activation,
              operand(binary.left(), previous, type),
              operand(binary.right(), previous, type),
              physical(type));
      case Affine affine -> {
        int x = operand(affine.input(), previous, type);
        int scale = constant(data(affine.scale(), "scales"));
        int shift = constant(data(affine.shift(), "shifts"));
        int scaled = binary(Operator.MUL, Activation.NONE, x, scale, physical(type));
        yield binary(Operator.ADD, activation, scaled, shift, physical(type));
      }
      case Where _, Cast _ -> throw refused(op.getClass().getSimpleName());
    };
  }

  /** The tensor of an operand; fewer dimensions are those of the result's end, which moved. */
  private int operand(Value value, Optional<Integer> previous, TensorType result) {
    if (value.isPrevious()) {
      return previous.orElseThrow();
    }
    if (result.rank() == IMAGE && value.type().rank() != IMAGE && value.type().elements() > 1) {
      throw refused("operands of unequal ranks");
    }
    return tensor(value);
  }

  private int unary(Unary unary, int x, int[] shape) {
    Optional<Activation> activation = activation(unary);
    if (activation.isPresent()) {
      Operator operator = activation.get() == Activation.RELU ? Operator.RELU : Operator.RELU6;
      return file.add(operator, new Options.None(), shape, x);
    }
    return switch (unary.kind()) {
      case SIGMOID -> file.add(Operator.LOGISTIC, new Options.None(), shape, x);
      case SILU -> {
        int gate = file.add(Operator.LOGISTIC, new Options.None(), shape, x);
        yield binary(Operator.MUL, Activation.NONE, x, gate, shape);
      }
      default -> throw refused(unary.kind().text());
    };
  }

  private static Operator operator(BinaryKind kind) {
    return switch (kind) {
      case ADD -> Operator.ADD;
      case SUB -> Operator.SUB;
      case MUL -> Operator.MUL;
      case DIV -> Operator.DIV;
      case POW -> Operator.POW;
      default -> throw refused(kind.text());
    };
  }

  private int binary(Operator operator, Activation activation, int left, int right, int[] shape) {
    Options options =
        operator == Operator.POW ? new Options.None() : new Options.Binary(activation);
    return file.add(operator, options, shape, left, right);
  }
}
