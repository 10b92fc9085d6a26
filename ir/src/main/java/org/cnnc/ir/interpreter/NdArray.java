package org.cnnc.ir.interpreter;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** A tensor's elements as doubles, row-major; the type has a concrete batch. */
final class NdArray {
  private final TensorType type;
  private final double[] data;

  NdArray(TensorType type, double[] data) {
    this.type = type;
    this.data = data;
  }

  static NdArray zeros(TensorType type) {
    return new NdArray(type, new double[Math.toIntExact(type.elements())]);
  }

  static NdArray of(Tensor tensor) {
    NdArray array = zeros(tensor.type());
    Arrays.setAll(array.data, tensor::doubleAt);
    return array;
  }

  TensorType type() {
    return type;
  }

  /** The elements themselves, not a copy. */
  double[] data() {
    return data;
  }

  double at(int i) {
    return data[i];
  }

  NdArray map(DoubleUnaryOperator f) {
    return new NdArray(type, Arrays.stream(data).map(f).toArray());
  }

  /** Every element rounded to the nearest of the type's. */
  NdArray rounded() {
    return type.dtype() == DType.F32 ? map(x -> (float) x) : map(x -> (long) x);
  }

  Tensor toTensor() {
    return Tensor.generate(type, i -> data[(int) i]);
  }

  /** The row-major distances between neighbours along each axis. */
  static int[] strides(List<Integer> dims) {
    int[] strides = new int[dims.size()];
    int stride = 1;
    for (int i = dims.size() - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims.get(i);
    }
    return strides;
  }

  /**
   * The strides of this array seen as one of the shape {@code dims}, which it broadcasts to: 0
   * along axes where it is repeated.
   */
  int[] stridesAs(List<Integer> dims) {
    int[] own = strides(type.dims());
    int[] strides = new int[dims.size()];
    int missing = dims.size() - own.length;
    for (int i = 0; i < own.length; i++) {
      strides[missing + i] = type.dim(i) == 1 ? 0 : own[i];
    }
    return strides;
  }
}
