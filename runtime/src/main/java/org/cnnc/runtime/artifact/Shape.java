package org.cnnc.runtime.artifact;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shape of an input or output, batch outermost, row-major.
 *
 * @param batched whether the first dimension is {@code N}, chosen at each run
 * @param dims the dimensions of one image: all of them but {@code N}, each at least 0
 */
public record Shape(boolean batched, List<Integer> dims) {
  /** More dimensions than any operator has, and few enough that printing a shape is harmless. */
  static final int MAX_RANK = 16;

  /** Element counts up to here can be multiplied by any element size without wrapping. */
  private static final long MAX_ELEMENTS = 1L << 48;

  public Shape {
    dims = List.copyOf(dims);
    if (dims.size() + (batched ? 1 : 0) > MAX_RANK) {
      throw new IllegalArgumentException("a shape has at most " + MAX_RANK + " dimensions");
    }
    long elements = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("dimension " + dim + " is negative");
      }
      if (dim > 0 && elements > MAX_ELEMENTS / dim) {
        throw new IllegalArgumentException("a shape has at most 2^48 elements");
      }
      elements *= dim;
    }
  }

  /** A shape {@code [N, dims...]}. */
  public static Shape ofBatch(int... dims) {
    return new Shape(true, Arrays.stream(dims).boxed().toList());
  }

  /** A shape {@code [dims...]} without a batch. */
  public static Shape of(int... dims) {
    return new Shape(false, Arrays.stream(dims).boxed().toList());
  }

  /** How many elements one image has; for a shape without a batch, how many the tensor has. */
  public long elements() {
    long elements = 1;
    for (int dim : dims) {
      elements *= dim;
    }
    return elements;
  }

  /** Such as {@code [N, 1, 28, 28]}. */
  @Override
  public String toString() {
    return Stream.concat(
            batched ? Stream.of("N") : Stream.empty(), dims.stream().map(String::valueOf))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
