package org.cnnc.ir.interpreter;

import static org.cnnc.ir.interpreter.BoundedArray.ROUNDING;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.Cast;
import org.cnnc.ir.op.Concat;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Dropout;
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
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Runs a graph as {@link GraphInterpreter} does and bounds how far a right single precision
 * implementation may be from that: any order of summation, fused multiply-adds or not, batch norms
 * folded into weights, functions within four units in the last place, and convolutions by {@link
 * Winograd}'s algorithm where that fits.
 *
 * <p>Two bounds are passed on: one that nothing can exceed, which grows by the sum of the weights'
 * magnitudes in every layer and says nothing after a few; and one in which the errors of the terms
 * of weighted sums are independent and add up as squares do. The bound of an output is the first,
 * or four times the second if that is less.
 */
public final class BoundedInterpreter {
  /** Four deviations; what counts as the deviation of one op's error is rarely half exceeded. */
  private static final double CONFIDENCE = 4;

  private BoundedInterpreter() {}

  /**
   * Runs a graph whose parameters are bound.
   *
   * @param inputs as for {@link GraphInterpreter#run}
   * @return the outputs with their bounds by name, in the graph's order
   * @throws IllegalArgumentException where the inputs do not fit
   */
  public static Map<String, BoundedTensor> run(Graph graph, Map<String, Tensor> inputs) {
    Map<String, BoundedTensor> outputs = new LinkedHashMap<>();
    Execution.run(graph, inputs, new Bounded())
        .forEach((name, value) -> outputs.put(name, bounded(value)));
    return outputs;
  }

  private static BoundedTensor bounded(BoundedArray array) {
    double[] bounds = array.certain().data().clone();
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.min(bounds[i], CONFIDENCE * array.likely().at(i));
    }
    return new BoundedTensor(array.value().toTensor(), bounds);
  }

  /** Values are their elements and bounds. */
  private record Bounded() implements Execution.Semantics<BoundedArray> {
    @Override
    public BoundedArray of(Tensor tensor) {
      return BoundedArray.exact(NdArray.of(tensor));
    }

    @Override
    public BoundedArray evaluate(Op op, Function<Value, BoundedArray> in, TensorType type) {
      return switch (op) {
        case Conv2d conv -> {
          BoundedArray x = in.apply(conv.input());
          BoundedArray w = in.apply(conv.weight());
          BoundedArray bias = biased(in.apply(conv.bias()), 1, type);
          TensorType kernel = w.value().type();
          BoundedArray direct =
              WeightedSumErrors.sum(
                  x,
                  w,
                  bias,
                  kernel.dim(1) * kernel.dim(2) * kernel.dim(3),
                  type,
                  run -> WeightedSums.conv2d(conv, x.value().type(), kernel, type, run));
          yield Winograd.fits(conv)
              ? WinogradErrors.added(direct, conv, x.value(), w.value())
              : direct;
        }
        case ConvTranspose2d conv -> {
          BoundedArray x = in.apply(conv.input());
          BoundedArray w = in.apply(conv.weight());
          BoundedArray bias = biased(in.apply(conv.bias()), 1, type);
          TensorType kernel = w.value().type();
          yield WeightedSumErrors.sum(
              x,
              w,
              bias,
              kernel.dim(0) / conv.groups() * kernel.dim(2) * kernel.dim(3),
              type,
              run -> WeightedSums.convTranspose2d(conv, x.value().type(), kernel, type, run));
        }
        case Linear linear -> {
          BoundedArray x = in.apply(linear.input());
          BoundedArray w = in.apply(linear.weight());
          BoundedArray bias = biased(in.apply(linear.bias()), type.rank() - 1, type);
          TensorType weight = w.value().type();
          yield WeightedSumErrors.sum(
              x,
              w,
              bias,
              weight.dim(1),
              type,
              run -> WeightedSums.linear(x.value().type(), weight, run));
        }
        case AvgPool2d avg -> average(in.apply(avg.input()), avg, type);
        case BatchNorm bn -> ChannelErrors.batchNorm(bn, in);
        case Affine affine -> ChannelErrors.affine(affine, in);
        case Unary unary -> unary(unary, in.apply(unary.input()));
        case Binary binary -> binary(binary, in, type);
        case Softmax softmax -> SoftmaxErrors.softmax(softmax, in.apply(softmax.input()));
        case Reduce reduce -> reduce(reduce, in.apply(reduce.input()), type);
        case Pad pad ->
            in.apply(pad.input())
                .with(
                    Movement.pad(pad, in.apply(pad.input()).value(), pad.value(), type),
                    errors -> Movement.pad(pad, errors, 0, type));
        case MatMul product -> {
          BoundedArray a = in.apply(product.left());
          BoundedArray b = in.apply(product.right());
          yield WeightedSumErrors.sum(
              a,
              b,
              BoundedArray.exact(NdArray.zeros(type)),
              a.value().type().dims().getLast(),
              type,
              run -> WeightedSums.matMul(a.value(), b.value(), type, run));
        }
        case LocallyConnected2d local -> {
          BoundedArray x = in.apply(local.input());
          BoundedArray w = in.apply(local.weight());
          TensorType weight = w.value().type();
          yield WeightedSumErrors.sum(
              x,
              w,
              in.apply(local.bias()).linear(array -> Movement.expand(array, type)),
              weight.dim(3) * weight.dim(4) * weight.dim(5),
              type,
              run -> WeightedSums.locallyConnected2d(local, x.value().type(), weight, type, run));
        }
        case Resample resample -> {
          BoundedArray x = in.apply(resample.input());
          NdArray taps = in.apply(resample.taps()).value();
          yield WeightedSumErrors.sum(
              x,
              in.apply(resample.weights()),
              BoundedArray.exact(NdArray.zeros(type)),
              taps.type().dim(1),
              type,
              run -> WeightedSums.resample(resample, x.value().type(), taps, type, run));
        }
        case Where where -> selected(op, in, List.of(where.condition()), type);
        case Gather gather -> selected(op, in, List.of(gather.indices()), type);
        case GatherElements gather -> selected(op, in, List.of(gather.indices()), type);
        case MaxUnpool2d max -> selected(op, in, List.of(max.indices()), type);
        case Cast cast ->
            type.dtype() == DType.F32
                ? moved(op, in, type)
                : selected(op, in, List.of(cast.input()), type);
        case ArgReduce arg -> selected(op, in, List.of(arg.input()), type);
        case TopK topk -> selected(op, in, List.of(topk.input()), type);
        case MaxPoolIndices2d max -> selected(op, in, List.of(max.input()), type);
        // The error of a maximum is at most the largest error.
        case MaxPool2d _,
            Concat _,
            Slice _,
            Reshape _,
            Transpose _,
            Expand _,
            Identity _,
            Dropout _ ->
            moved(op, in, type);
        case Input _, Parameter _, Constant _, Fused _ ->
            throw new IllegalArgumentException("not computed of operands: " + op);
      };
    }
  }

  /**
   * Errors move as the elements do, which {@code selectors} decide; where those are not exact, the
   * result may be anything.
   */
  private static BoundedArray selected(
      Op op, Function<Value, BoundedArray> in, List<Value> selectors, TensorType type) {
    NdArray value = GraphInterpreter.evaluate(op, v -> in.apply(v).value(), type);
    if (!selectors.stream().allMatch(v -> in.apply(v).isExact())) {
      NdArray unknown = NdArray.zeros(type).map(e -> Double.POSITIVE_INFINITY);
      return new BoundedArray(value.rounded(), unknown, unknown);
    }
    return new BoundedArray(
        value.rounded(),
        errors(op, v -> selectors.contains(v) ? in.apply(v).value() : in.apply(v).certain(), type),
        errors(op, v -> selectors.contains(v) ? in.apply(v).value() : in.apply(v).likely(), type));
  }

  private static NdArray errors(Op op, Function<Value, NdArray> in, TensorType type) {
    boolean moves =
        op instanceof Where
            || op instanceof Gather
            || op instanceof GatherElements
            || op instanceof MaxUnpool2d;
    return moves ? GraphInterpreter.evaluate(op, in, type) : NdArray.zeros(type);
  }

  /** Errors move as the elements do. */
  private static BoundedArray moved(Op op, Function<Value, BoundedArray> in, TensorType type) {
    return new BoundedArray(
        GraphInterpreter.evaluate(op, v -> in.apply(v).value(), type),
        GraphInterpreter.evaluate(op, v -> in.apply(v).certain(), type),
        GraphInterpreter.evaluate(op, v -> in.apply(v).likely(), type));
  }

  private static BoundedArray biased(BoundedArray bias, int axis, TensorType type) {
    return bias.linear(array -> GraphInterpreter.biased(array, axis, type));
  }

  /** Neighbouring errors may be alike, so that averaging them need not make them smaller. */
  private static BoundedArray average(BoundedArray x, AvgPool2d op, TensorType type) {
    double roundings = (op.pool().kernelH() * op.pool().kernelW() + 3) * ROUNDING;
    NdArray magnitude = Pooling.average(op, x.value().map(Math::abs), type);
    return x.linear(array -> Pooling.average(op, array, type))
        .rounded(magnitude.map(m -> m * roundings));
  }

  private static BoundedArray unary(Unary op, BoundedArray x) {
    NdArray own = x.value().map(v -> ScalarErrors.own(op.kind(), op.parameters(), v));
    NdArray value = x.value().map(v -> Scalars.unary(op.kind(), op.parameters(), v));
    return x.with(value, errors -> spread(op, x.value(), errors)).rounded(own);
  }

  private static NdArray spread(Unary op, NdArray x, NdArray errors) {
    NdArray spread = NdArray.zeros(x.type());
    for (int i = 0; i < spread.data().length; i++) {
      spread.data()[i] = ScalarErrors.spread(op.kind(), op.parameters(), x.at(i), errors.at(i));
    }
    return spread;
  }

  private static BoundedArray binary(Binary op, Function<Value, BoundedArray> in, TensorType type) {
    // Errors of one value on both sides are the same error: they cannot cancel by chance.
    boolean dependent = op.left().equals(op.right());
    BoundedArray a = in.apply(op.left()).linear(array -> Movement.expand(array, type));
    BoundedArray b = in.apply(op.right()).linear(array -> Movement.expand(array, type));
    NdArray value = NdArray.zeros(type);
    NdArray certain = NdArray.zeros(type);
    NdArray likely = NdArray.zeros(type);
    NdArray own = NdArray.zeros(type);
    for (int i = 0; i < value.data().length; i++) {
      double x = a.value().at(i);
      double y = b.value().at(i);
      value.data()[i] = Scalars.binary(op.kind(), x, y);
      own.data()[i] = ScalarErrors.own(op.kind(), x, y, value.at(i));
      double xError = a.certain().at(i);
      double yError = b.certain().at(i);
      certain.data()[i] =
          ScalarErrors.left(op.kind(), x, xError, y, yError)
              + ScalarErrors.right(op.kind(), x, xError, y, yError);
      xError = a.likely().at(i);
      yError = b.likely().at(i);
      double left = ScalarErrors.left(op.kind(), x, xError, y, yError);
      double right = ScalarErrors.right(op.kind(), x, xError, y, yError);
      likely.data()[i] = dependent ? left + right : Math.hypot(left, right);
    }
    return new BoundedArray(value, certain, likely).rounded(own);
  }

  private static BoundedArray reduce(Reduce op, BoundedArray x, TensorType type) {
    return switch (op.kind()) {
      case SUM, MEAN -> {
        double roundings = (Reductions.count(op, x.value().type()) + 2) * ROUNDING;
        NdArray magnitude = Reductions.reduce(op, x.value().map(Math::abs), type);
        yield x.linear(array -> Reductions.reduce(op, array, type))
            .rounded(magnitude.map(m -> m * roundings));
      }
      case MAX, MIN -> {
        Reduce largest = new Reduce(ReduceKind.MAX, op.input(), op.axes(), op.keepDims());
        yield x.with(
            Reductions.reduce(op, x.value(), type),
            errors -> Reductions.reduce(largest, errors, type));
      }
      case PROD -> product(op, x, type);
    };
  }

  /** The product of {@code |x| + error} minus that of {@code |x|} bounds what errors do. */
  private static BoundedArray product(Reduce op, BoundedArray x, TensorType type) {
    NdArray value = Reductions.reduce(op, x.value(), type);
    double roundings = (Reductions.count(op, x.value().type()) + 1) * ROUNDING;
    return x.with(
            value,
            errors -> {
              NdArray larger = NdArray.zeros(x.value().type());
              for (int i = 0; i < larger.data().length; i++) {
                larger.data()[i] = Math.abs(x.value().at(i)) + errors.at(i);
              }
              NdArray most = Reductions.reduce(op, larger, type);
              for (int i = 0; i < most.data().length; i++) {
                most.data()[i] -= Math.abs(value.at(i));
              }
              return most;
            })
        .rounded(value.map(v -> Math.abs(v) * roundings));
  }
}
