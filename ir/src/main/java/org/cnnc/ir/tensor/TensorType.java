package org.cnnc.ir.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The element type and the logical, row-major shape of a tensor: {@code f32[N,64,56,56]}.
 *
 * <p>The first dimension may be {@link #BATCH}, the batch that is chosen at run time, printed as
 * {@code N}. Every other dimension is a number, zero or more. Images of a batch do not depend on
 * each other: an operator that would mix them is refused where the type says {@code N}.
 */
public record TensorType(DType dtype, List<Integer> dims) {
  /** The symbolic batch dimension; only ever the first. */
  public static final int BATCH = -1;

  /** More elements an image than this are refused: a tensor of 8 GiB of f32. */
  public static final long MAX_ELEMENTS = 1L << 31;

  public TensorType {
    dims = List.copyOf(dims);
    long elements = 1;
    for (int i = 0; i < dims.size(); i++) {
      int dim = dims.get(i);
      if (dim < 0 && !(dim == BATCH && i == 0)) {
        throw new IllegalArgumentException("negative dimension %d in %s".formatted(dim, dims));
      }
      elements *= dim == BATCH ? 1 : dim;
      if (elements > MAX_ELEMENTS) {
        throw new IllegalArgumentException(
            "a tensor of shape %s has more than %d elements".formatted(text(dims), MAX_ELEMENTS));
      }
    }
  }

  public static TensorType f32(int... dims) {
    return new TensorType(DType.F32, Arrays.stream(dims).boxed().toList());
  }

  public int rank() {
    return dims.size();
  }

  /** The extent of a dimension, or {@link #BATCH}. */
  public int dim(int axis) {
    return dims.get(axis);
  }

  /** Whether the first dimension is the batch that is chosen at run time. */
  public boolean isBatched() {
    return !dims.isEmpty() && dims.getFirst() == BATCH;
  }

  /** The number of elements, the symbolic batch counted as one. */
  public long elements() {
    long n = 1;
    for (int dim : dims) {
      n *= dim == BATCH ? 1 : dim;
    }
    return n;
  }

  /** The same type with the symbolic batch, if there is one, replaced by {@code n}. */
  public TensorType withBatch(int n) {
    if (!isBatched()) {
      return this;
    }
    List<Integer> concrete = new ArrayList<>(dims);
    concrete.set(0, n);
    return new TensorType(dtype, concrete);
  }

  public TensorType withDims(List<Integer> newDims) {
    return new TensorType(dtype, newDims);
  }

  /** {@code [N,3,224,224]}. */
  public static String text(List<Integer> dims) {
    return dims.stream()
        .map(d -> d == BATCH ? "N" : Integer.toString(d))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** {@code f32[N,3,224,224]}. */
  @Override
  public String toString() {
    return dtype.text() + text(dims);
  }
}
