package org.cnnc.frontend.onnx;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cnnc.ir.Graph;
import org.cnnc.ir.Origin;
import org.cnnc.ir.op.Affine;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Constant;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Resample;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * Ops that ONNX can only say by several nodes, recognized by the last of them: what {@link
 * OnnxWriter} writes is read as the op that it was, and so is what PyTorch writes for a GELU. The
 * nodes before remain where something else reads them too.
 */
final class Idioms {
  /** Windows times taps along both axes that are counted: more than any image needs. */
  private static final long MAX_TAPS = 1 << 24;

  private final Graph.Builder graph;
  private final Origin origin;

  /**
   * @param graph with everything that the last node reads
   * @param origin of constants that are added to it
   */
  Idioms(Graph.Builder graph, Origin origin) {
    this.graph = graph;
    this.origin = origin;
  }

  /** The op that a node says together with those before it. */
  Optional<Op> endingIn(Op op) {
    return switch (op) {
      case Binary(BinaryKind kind, Value product, Value half)
          when kind == BinaryKind.MUL && isScalar(half, 0.5f) ->
          gelu(product);
      case Binary(BinaryKind kind, Value product, Value shift) when kind == BinaryKind.ADD ->
          affine(product, shift);
      case Binary(BinaryKind kind, Value sums, Value counts) when kind == BinaryKind.DIV ->
          average(sums, counts);
      case Reduce(ReduceKind kind, Value products, List<Integer> axes, boolean keepDims)
          when kind == ReduceKind.SUM && !keepDims && axes.size() == 1 ->
          resample(products, axes.getFirst());
      default -> Optional.empty();
    };
  }

  /** {@code x * (erf(x / sqrt(2)) + 1)}, of which this is half. */
  private Optional<Op> gelu(Value product) {
    return definition(product) instanceof Binary(BinaryKind mul, Value x, Value sum)
            && mul == BinaryKind.MUL
            && definition(sum) instanceof Binary(BinaryKind add, Value erf, Value one)
            && add == BinaryKind.ADD
            && isScalar(one, 1)
            && definition(erf) instanceof Unary(UnaryKind function, Value quotient, List<Float> _)
            && function == UnaryKind.ERF
            && definition(quotient) instanceof Binary(BinaryKind div, Value dividend, Value root)
            && div == BinaryKind.DIV
            && dividend.equals(x)
            && isScalar(root, (float) Math.sqrt(2))
        ? Optional.of(new Unary(UnaryKind.GELU, x, List.of()))
        : Optional.empty();
  }

  /** {@code x * scale + shift}, both with one number a channel. */
  private Optional<Op> affine(Value product, Value shift) {
    if (definition(product) instanceof Binary(BinaryKind kind, Value x, Value scale)
        && kind == BinaryKind.MUL
        && isPerChannel(scale, x)
        && isPerChannel(shift, x)) {
      return Optional.of(new Affine(x, vector(scale), vector(shift)));
    }
    return Optional.empty();
  }

  /** A constant {@code [C, 1, ..., 1]} that is broadcast along the channels of {@code x}. */
  private boolean isPerChannel(Value value, Value x) {
    if (!isWeight(value) || x.type().rank() < 2) {
      return false;
    }
    List<Integer> ones = Collections.nCopies(x.type().rank() - 2, 1);
    List<Integer> dims = value.type().dims();
    return dims.size() == ones.size() + 1
        && dims.getFirst().equals(x.type().dim(1))
        && dims.subList(1, dims.size()).equals(ones);
  }

  private Value vector(Value perChannel) {
    Constant constant = (Constant) definition(perChannel);
    List<Integer> dims = List.of(perChannel.type().dim(0));
    return reshaped(constant.name(), constant.value(), dims);
  }

  /**
   * Sums of windows, which a convolution with ones has made, by how many elements of each count.
   */
  private Optional<Op> average(Value sums, Value counts) {
    if (definition(sums)
            instanceof Conv2d(Value x, Value ones, Value zeros, Window window, int groups)
        && groups == x.type().dim(1)
        && ones.type().dims().subList(0, 2).equals(List.of(groups, 1))
        && isWeight(counts)
        && isFilled(ones, 1)
        && isFilled(zeros, 0)) {
      int kernelH = ones.type().dim(2);
      int kernelW = ones.type().dim(3);
      TensorType y = sums.type();
      List<Integer> plane = List.of(1, 1, y.dim(2), y.dim(3));
      long taps = (long) kernelH * y.dim(2) + (long) kernelW * y.dim(3);
      if (counts.type().dims().equals(plane) && taps <= MAX_TAPS) {
        PoolWindow pool = new PoolWindow(kernelH, kernelW, window, false);
        return Stream.of(true, false)
            .map(countIncludePad -> new AvgPool2d(x, pool, countIncludePad))
            .filter(average -> PoolNodes.divisor(average).equals(constant(counts)))
            .map(Op.class::cast)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /** Taps {@code [O, T]} along an axis, times weights {@code [O, T, 1, ..., 1]}, summed over T. */
  private Optional<Op> resample(Value products, int taps) {
    if (definition(products) instanceof Binary(BinaryKind kind, Value gathered, Value factor)
        && kind == BinaryKind.MUL
        && definition(gathered) instanceof Gather(Value x, Value places, int axis)
        && axis == taps - 1
        && x.type().dtype() == DType.F32
        && places.type().rank() == 2
        && definition(places) instanceof Constant
        && isWeight(factor)
        && factor.type().rank() == x.type().rank() + 1 - axis
        && factor.type().dims().subList(0, 2).equals(places.type().dims())
        && factor.type().elements() == places.type().elements()) {
      Value matrix = reshaped("", constant(factor), places.type().dims());
      return Optional.of(new Resample(x, places, matrix, axis));
    }
    return Optional.empty();
  }

  private Value reshaped(String name, Tensor tensor, List<Integer> dims) {
    return graph.add(new Constant(name, tensor.reshaped(tensor.type().withDims(dims))), origin);
  }

  private Tensor constant(Value value) {
    return ((Constant) definition(value)).value();
  }

  private boolean isFilled(Value value, float number) {
    return isWeight(value) && constant(value).equals(Tensor.filled(constant(value).type(), number));
  }

  private Op definition(Value value) {
    return graph.definition(value).orElseThrow();
  }

  private boolean isWeight(Value value) {
    return value.type().dtype() == DType.F32 && definition(value) instanceof Constant;
  }

  private boolean isScalar(Value value, float number) {
    return value.type().rank() == 0 && isWeight(value) && constant(value).floatAt(0) == number;
  }
}
