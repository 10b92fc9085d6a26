package org.cnnc.ir.interpreter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.cnnc.ir.Graph;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.BatchNorm;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Softmax;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * What compiled code does: sums of floats by fused multiply-adds in some order, batch norms as a
 * factor and a summand, functions that are off by up to two units in the last place.
 */
record SinglePrecision(Random random, boolean backwards) implements Execution.Semantics<NdArray> {

  static Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs, long seed) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Execution.run(graph, inputs, new SinglePrecision(new Random(seed), seed % 2 == 0))
        .forEach((name, array) -> outputs.put(name, array.toTensor()));
    return outputs;
  }

  @Override
  public NdArray of(Tensor tensor) {
    return NdArray.of(tensor);
  }

  @Override
  public NdArray evaluate(Op op, Function<Value, NdArray> in, TensorType type) {
    return switch (op) {
      case Conv2d conv -> {
        NdArray x = in.apply(conv.input());
        NdArray w = in.apply(conv.weight());
        NdArray y = GraphInterpreter.biased(in.apply(conv.bias()), 1, type);
        WeightedSums.conv2d(conv, x.type(), w.type(), type, adding(y, x, w));
        yield y;
      }
      case ConvTranspose2d conv -> {
        NdArray x = in.apply(conv.input());
        NdArray w = in.apply(conv.weight());
        NdArray y = GraphInterpreter.biased(in.apply(conv.bias()), 1, type);
        WeightedSums.convTranspose2d(conv, x.type(), w.type(), type, adding(y, x, w));
        yield y;
      }
      case Linear linear -> {
        NdArray x = in.apply(linear.input());
        NdArray w = in.apply(linear.weight());
        NdArray y = GraphInterpreter.biased(in.apply(linear.bias()), type.rank() - 1, type);
        WeightedSums.linear(x.type(), w.type(), adding(y, x, w));
        yield y;
      }
      case Affine affine ->
          scaled(in.apply(affine.input()), in.apply(affine.scale()), in.apply(affine.shift()));
      case BatchNorm bn -> batchNorm(bn, in);
      case Unary unary when isFunction(unary.kind()) -> perturbed(op, in, type);
      case Softmax _ -> perturbed(op, in, type);
      default -> GraphInterpreter.evaluate(op, in, type).rounded();
    };
  }

  private WeightedSums.Run adding(NdArray y, NdArray x, NdArray w) {
    return (count, yAt, yStep, xAt, xStep, wAt, wStep) -> {
      for (int j = 0; j < count; j++) {
        int i = backwards ? count - 1 - j : j;
        y.data()[yAt + i * yStep] =
            Math.fma(
                (float) x.at(xAt + i * xStep),
                (float) w.at(wAt + i * wStep),
                (float) y.at(yAt + i * yStep));
      }
    };
  }

  private static NdArray scaled(NdArray x, NdArray scale, NdArray shift) {
    NdArray y = NdArray.zeros(x.type());
    Points.forEach(
        x.type().dims(),
        (index, i) ->
            y.data()[i] =
                Math.fma((float) x.at(i), (float) scale.at(index[1]), (float) shift.at(index[1])));
    return y;
  }

  private static NdArray batchNorm(BatchNorm bn, Function<Value, NdArray> in) {
    NdArray scale = in.apply(bn.scale());
    NdArray variance = in.apply(bn.variance());
    NdArray factor = NdArray.zeros(scale.type());
    NdArray shift = NdArray.zeros(scale.type());
    for (int c = 0; c < factor.data().length; c++) {
      float root = (float) Math.sqrt((float) variance.at(c) + bn.epsilon());
      float k = (float) scale.at(c) / root;
      factor.data()[c] = k;
      shift.data()[c] =
          Math.fma(-k, (float) in.apply(bn.mean()).at(c), (float) in.apply(bn.shift()).at(c));
    }
    return scaled(in.apply(bn.input()), factor, shift);
  }

  private static boolean isFunction(UnaryKind kind) {
    return switch (kind) {
      case RELU, RELU6, LEAKY_RELU, CLIP, ABS, NEG, FLOOR, CEIL, ROUND, SIGN, BFLOAT16 -> false;
      default -> true;
    };
  }

  private NdArray perturbed(Op op, Function<Value, NdArray> in, TensorType type) {
    NdArray y = GraphInterpreter.evaluate(op, in, type).rounded();
    return type.dtype() == DType.F32
        ? y.map(v -> (float) v + (random.nextInt(5) - 2) * Math.ulp((float) v)).rounded()
        : y;
  }
}
