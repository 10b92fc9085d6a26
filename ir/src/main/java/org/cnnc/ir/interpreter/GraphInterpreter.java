package org.cnnc.ir.interpreter;

import java.util.LinkedHashMap;
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
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Slice;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.Where;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Runs a graph with plain loops: the meaning of every op. Each op computes in double precision and
 * rounds its results to its element type, so that what it gives is the exact result of that op on
 * its operands, rounded once, but for the last bits of long sums. Integers beyond 2^53 are rounded.
 */
public final class GraphInterpreter {
  private GraphInterpreter() {}

  /**
   * Runs a graph whose parameters are bound.
   *
   * @param inputs the data of each input by name; the shape is the input's, with the same batch of
   *     one or more images wherever it says {@code N}
   * @return the outputs by name, in the graph's order
   * @throws IllegalArgumentException where an input is missing, unknown or of another type, or a
   *     parameter is not bound
   */
  public static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Execution.run(graph, inputs, new Plain())
        .forEach((name, value) -> outputs.put(name, value.toTensor()));
    return outputs;
  }

  /** Values are their elements. */
  private record Plain() implements Execution.Semantics<NdArray> {
    @Override
    public NdArray of(Tensor tensor) {
      return NdArray.of(tensor);
    }

    @Override
    public NdArray evaluate(Op op, Function<Value, NdArray> operands, TensorType type) {
      return GraphInterpreter.evaluate(op, operands, type).rounded();
    }
  }

  /** The result of one op, not rounded yet. */
  static NdArray evaluate(Op op, Function<Value, NdArray> in, TensorType type) {
    return switch (op) {
      case Conv2d conv -> {
        NdArray x = in.apply(conv.input());
        NdArray w = in.apply(conv.weight());
        NdArray y = biased(in.apply(conv.bias()), 1, type);
        WeightedSums.conv2d(conv, x.type(), w.type(), type, adding(y, x, w));
        yield y;
      }
      case ConvTranspose2d conv -> {
        NdArray x = in.apply(conv.input());
        NdArray w = in.apply(conv.weight());
        NdArray y = biased(in.apply(conv.bias()), 1, type);
        WeightedSums.convTranspose2d(conv, x.type(), w.type(), type, adding(y, x, w));
        yield y;
      }
      case Linear linear -> {
        NdArray x = in.apply(linear.input());
        NdArray w = in.apply(linear.weight());
        NdArray y = biased(in.apply(linear.bias()), type.rank() - 1, type);
        WeightedSums.linear(x.type(), w.type(), adding(y, x, w));
        yield y;
      }
      case MaxPool2d max -> Pooling.max(max, in.apply(max.input()), type);
      case AvgPool2d avg -> Pooling.average(avg, in.apply(avg.input()), type);
      case BatchNorm bn -> batchNorm(bn, in);
      case Affine affine -> {
        NdArray scale = in.apply(affine.scale());
        NdArray shift = in.apply(affine.shift());
        yield byChannel(in.apply(affine.input()), (x, c) -> x * scale.at(c) + shift.at(c));
      }
      case Unary unary ->
          in.apply(unary.input()).map(x -> Scalars.unary(unary.kind(), unary.parameters(), x));
      case Binary binary -> binary(binary, in.apply(binary.left()), in.apply(binary.right()), type);
      case Softmax softmax -> Reductions.softmax(softmax, in.apply(softmax.input()));
      case Reduce reduce -> Reductions.reduce(reduce, in.apply(reduce.input()), type);
      case Concat concat ->
          Movement.concat(concat, concat.inputs().stream().map(in).toList(), type);
      case Slice slice -> Movement.slice(slice, in.apply(slice.input()), type);
      case Pad pad -> Movement.pad(pad, in.apply(pad.input()), pad.value(), type);
      case Reshape reshape -> new NdArray(type, in.apply(reshape.input()).data());
      case Transpose transpose -> Movement.transpose(transpose, in.apply(transpose.input()), type);
      case Expand expand -> Movement.expand(in.apply(expand.input()), type);
      case Cast cast -> Selection.cast(in.apply(cast.input()), type);
      case Where where ->
          Selection.where(
              in.apply(where.condition()),
              in.apply(where.then()),
              in.apply(where.otherwise()),
              type);
      case Gather gather ->
          Selection.gather(gather, in.apply(gather.input()), in.apply(gather.indices()), type);
      case GatherElements gather ->
          Selection.gatherElements(
              gather, in.apply(gather.input()), in.apply(gather.indices()), type);
      case ArgReduce arg -> Selection.argReduce(arg, in.apply(arg.input()), type);
      case TopK topk -> Selection.topK(topk, in.apply(topk.input()), type);
      case MaxPoolIndices2d max -> Pooling.maxIndices(max, in.apply(max.input()), type);
      case MaxUnpool2d max -> Pooling.unpool(in.apply(max.input()), in.apply(max.indices()), type);
      case MatMul product -> {
        NdArray a = in.apply(product.left());
        NdArray b = in.apply(product.right());
        NdArray y = NdArray.zeros(type);
        WeightedSums.matMul(a, b, type, adding(y, a, b));
        yield y;
      }
      case LocallyConnected2d local -> {
        NdArray x = in.apply(local.input());
        NdArray w = in.apply(local.weight());
        NdArray y = Movement.expand(in.apply(local.bias()), type);
        WeightedSums.locallyConnected2d(local, x.type(), w.type(), type, adding(y, x, w));
        yield y;
      }
      case Resample resample -> {
        NdArray x = in.apply(resample.input());
        NdArray w = in.apply(resample.weights());
        NdArray y = NdArray.zeros(type);
        WeightedSums.resample(resample, x.type(), in.apply(resample.taps()), type, adding(y, x, w));
        yield y;
      }
      case Identity identity -> in.apply(identity.input());
      case Dropout dropout -> in.apply(dropout.input());
      case Input _, Parameter _, Constant _, Fused _ ->
          throw new IllegalArgumentException("not computed of operands: " + op);
    };
  }

  /** The bias repeated along every axis but its own. */
  static NdArray biased(NdArray bias, int axis, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Points.forEach(type.dims(), (index, position) -> y.data()[position] = bias.at(index[axis]));
    return y;
  }

  private static WeightedSums.Run adding(NdArray y, NdArray x, NdArray w) {
    double[] yData = y.data();
    double[] xData = x.data();
    double[] wData = w.data();
    return (count, yAt, yStep, xAt, xStep, wAt, wStep) -> {
      if (yStep == 1 && xStep == 1 && wStep == 0) {
        // The loop below, as most convolutions run it: written so that it becomes vector code.
        double weight = wData[wAt];
        for (int i = 0; i < count; i++) {
          yData[yAt + i] += xData[xAt + i] * weight;
        }
      } else {
        for (int i = 0; i < count; i++) {
          yData[yAt + i * yStep] += xData[xAt + i * xStep] * wData[wAt + i * wStep];
        }
      }
    };
  }

  private static NdArray batchNorm(BatchNorm bn, Function<Value, NdArray> in) {
    NdArray scale = in.apply(bn.scale());
    NdArray shift = in.apply(bn.shift());
    NdArray mean = in.apply(bn.mean());
    NdArray variance = in.apply(bn.variance());
    return byChannel(
        in.apply(bn.input()),
        (x, c) ->
            (x - mean.at(c)) / Math.sqrt(variance.at(c) + bn.epsilon()) * scale.at(c)
                + shift.at(c));
  }

  @FunctionalInterface
  interface ChannelFunction {
    double apply(double x, int channel);
  }

  private static NdArray byChannel(NdArray x, ChannelFunction f) {
    NdArray y = NdArray.zeros(x.type());
    Points.forEach(
        x.type().dims(),
        (index, position) -> y.data()[position] = f.apply(x.at(position), index[1]));
    return y;
  }

  private static NdArray binary(Binary op, NdArray a, NdArray b, TensorType type) {
    NdArray y = NdArray.zeros(type);
    boolean real = a.type().dtype() == DType.F32;
    int[] aStrides = a.stridesAs(type.dims());
    int[] bStrides = b.stridesAs(type.dims());
    Points.forEach(
        type.dims(),
        (index, position) -> {
          double left = a.at(Points.position(index, aStrides));
          double right = b.at(Points.position(index, bStrides));
          y.data()[position] =
              real
                  ? Scalars.binary(op.kind(), left, right)
                  : Scalars.integer(op.kind(), left, right);
        });
    return y;
  }
}
