package org.cnnc.frontend.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.cnnc.ir.UnsupportedException;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Binary;
import org.cnnc.ir.op.BinaryKind;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.MatMul;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.MaxPoolIndices2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.op.Transpose;
import org.cnnc.ir.op.Unary;
import org.cnnc.ir.op.UnaryKind;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Convolutions, pools and products of matrices. */
final class ConvolutionImport {
  private final NodeInput node;

  ConvolutionImport(NodeInput node) {
    this.node = node;
  }

  Value conv() {
    WindowReader reader = new WindowReader(node);
    Value weight = weight();
    Window window = reader.window(kernel(weight));
    int groups = NodeInput.size(node.integer("group", 1));
    Value bias = node.has(2) ? node.in(2) : node.filled(0, weight.type().dim(0));
    return onImage(x -> node.add(new Conv2d(x, weight, bias, window, groups)));
  }

  Value convTranspose() {
    WindowReader reader = new WindowReader(node);
    Value weight = weight();
    int groups = NodeInput.size(node.integer("group", 1));
    int[] more = reader.pair("output_padding", 0);
    Window window = reader.transposedWindow(kernel(weight), more);
    Value bias =
        node.has(2) ? node.in(2) : node.filled(0, Math.multiplyExact(weight.type().dim(1), groups));
    return onImage(
        x -> node.add(new ConvTranspose2d(x, weight, bias, window, more[0], more[1], groups)));
  }

  /** The weights of a convolution, those of one along a line as an image's of one row. */
  private Value weight() {
    if (node.type(1).rank() != node.type(0).rank()) {
      throw new OnnxException("its weight is %s for %s".formatted(node.type(1), node.type(0)));
    }
    return image(node.in(1));
  }

  private static int[] kernel(Value weight) {
    return new int[] {weight.type().dim(2), weight.type().dim(3)};
  }

  /** The maxima, and where they are in the whole tensor if that is asked for. */
  List<Value> maxPool() {
    PoolWindow pool = pool();
    Value maxima = onImage(x -> node.add(new MaxPool2d(x, pool)));
    boolean wantsPlaces = node.proto().getOutputCount() > 1;
    TensorType x = node.type(0);
    if (!wantsPlaces || x.rank() != 4 || node.integer("storage_order", 0) != 0) {
      return List.of(maxima);
    }
    Value inPlane = node.add(new MaxPoolIndices2d(node.in(0), pool));
    int plane = x.dim(2) * x.dim(3);
    TensorType planes = new TensorType(DType.I64, List.of(x.withBatch(1).dim(0), x.dim(1), 1, 1));
    Value begins = node.constant(Tensor.generate(planes, i -> (double) i * plane));
    Value places = node.add(new Binary(BinaryKind.ADD, inPlane, begins));
    if (x.isBatched()) {
      node.placesInImage().add(places);
    }
    return List.of(maxima, places);
  }

  Value averagePool() {
    PoolWindow pool = pool();
    boolean countIncludePad = node.integer("count_include_pad", 0) != 0;
    return onImage(x -> node.add(new AvgPool2d(x, pool, countIncludePad)));
  }

  /** {@code (sum of |x|^p)^(1/p)} of each window: an average, times how many were averaged. */
  Value lpPool() {
    PoolWindow pool = pool();
    if (pool.ceilMode()) {
      throw new UnsupportedException("its windows reach beyond the padding");
    }
    Value p = node.filled((float) node.integer("p", 2));
    Value area = node.filled(pool.kernelH() * pool.kernelW());
    return onImage(
        x -> {
          Value magnitude = node.add(Unary.of(UnaryKind.ABS, x));
          Value powers = node.add(new Binary(BinaryKind.POW, magnitude, p));
          Value mean = node.add(new AvgPool2d(powers, pool, true));
          Value sum = node.add(new Binary(BinaryKind.MUL, mean, area));
          Value root = node.add(Unary.of(UnaryKind.RECIPROCAL, p));
          return node.add(new Binary(BinaryKind.POW, sum, root));
        });
  }

  private PoolWindow pool() {
    WindowReader reader = new WindowReader(node);
    int[] kernel = reader.pair("kernel_shape", 0);
    return new PoolWindow(
        kernel[0], kernel[1], reader.window(kernel), node.integer("ceil_mode", 0) != 0);
  }

  /** Applies an op to the first input, a line as an image of one row. */
  private Value onImage(Function<Value, Value> op) {
    Value y = op.apply(image(node.in(0)));
    if (node.type(0).rank() == 4) {
      return y;
    }
    List<Integer> dims = new ArrayList<>(y.type().dims());
    dims.remove(2);
    return node.add(new Reshape(y, dims));
  }

  private Value image(Value lines) {
    if (lines.type().rank() != 3) {
      return lines;
    }
    List<Integer> dims = new ArrayList<>(lines.type().dims());
    dims.add(2, 1);
    return node.add(new Reshape(lines, dims));
  }

  Value gemm() {
    Value a = node.integer("transA", 0) == 0 ? node.in(0) : transposed(node.in(0));
    Value weight = node.integer("transB", 0) == 0 ? transposed(node.in(1)) : node.in(1);
    float alpha = node.real("alpha", 1);
    float beta = node.real("beta", 1);
    int out = weight.type().dim(0);
    boolean plain =
        alpha == 1 && beta == 1 && node.has(2) && node.type(2).dims().equals(List.of(out));
    Value bias = plain ? node.in(2) : node.filled(0, out);
    Value y = node.add(new Linear(a, weight, bias));
    if (plain) {
      return y;
    }
    if (alpha != 1) {
      y = node.add(new Binary(BinaryKind.MUL, y, node.filled(alpha)));
    }
    if (node.has(2)) {
      Value c = node.in(2);
      Value scaled = beta == 1 ? c : node.add(new Binary(BinaryKind.MUL, c, node.filled(beta)));
      y = node.add(new Binary(BinaryKind.ADD, y, scaled));
    }
    return y;
  }

  Value matMul() {
    if (node.type(0).rank() < 2 || node.type(1).rank() != 2) {
      return product();
    }
    return linear(node.in(0), node.in(1));
  }

  private Value linear(Value x, Value matrix) {
    Value weight = transposed(matrix);
    return node.add(new Linear(x, weight, node.filled(0, weight.type().dim(0))));
  }

  /** Of vectors as matrices of one row or column, which the result has not. */
  private Value product() {
    Value left = node.in(0);
    Value right = node.in(1);
    boolean row = left.type().rank() == 1;
    boolean column = right.type().rank() == 1;
    if (row) {
      left = node.add(new Reshape(left, List.of(1, left.type().dim(0))));
    }
    if (column) {
      right = node.add(new Reshape(right, List.of(right.type().dim(0), 1)));
    }
    Value y = right.type().rank() == 2 ? linear(left, right) : node.add(new MatMul(left, right));
    if (!row && !column) {
      return y;
    }
    List<Integer> dims = new ArrayList<>(y.type().dims());
    if (column) {
      dims.removeLast();
    }
    if (row) {
      dims.remove(dims.size() - (column ? 1 : 2));
    }
    return node.add(new Reshape(y, dims));
  }

  private Value transposed(Value matrix) {
    return node.add(new Transpose(matrix, List.of(1, 0)));
  }
}
