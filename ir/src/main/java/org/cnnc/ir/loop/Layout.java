package org.cnnc.ir.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the logical indices of a buffer become one position in memory. Each physical dimension, the
 * outermost first, holds a part of one logical axis: {@code ((index[axis] + offset) / divisor) mod
 * extent}. So a dense row-major buffer has one dimension for each axis, {@code NCHW16c} splits the
 * channel in two, and an {@code offset} leaves room for a halo: elements outside the logical shape
 * that exist, and hold zero.
 */
public record Layout(List<Dim> dims) {
  /** One physical dimension: the digit of {@code index[axis] + offset} that it holds. */
  public record Dim(int axis, int divisor, int extent, int offset) {}

  public Layout {
    dims = List.copyOf(dims);
  }

  /** Dense and row-major: the layout of everything that a caller sees. */
  public static Layout rowMajor(List<Integer> shape) {
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      dims.add(new Dim(axis, 1, shape.get(axis), 0));
    }
    return new Layout(dims);
  }

  /** Whole axes in another order than row-major's, the outermost first. */
  public static Layout permuted(List<Integer> shape, int... axes) {
    return new Layout(
        IntStream.of(axes).mapToObj(axis -> new Dim(axis, 1, shape.get(axis), 0)).toList());
  }

  /**
   * Row-major, with {@code axis} split: its blocks stay in its place, the elements of a block come
   * innermost. {@code blocked([N,C,H,W], 1, 16)} is {@code NCHW16c}. An extent that is no multiple
   * of the block is rounded up.
   */
  public static Layout blocked(List<Integer> shape, int axis, int block) {
    List<Dim> dims = new ArrayList<>();
    for (int a = 0; a < shape.size(); a++) {
      dims.add(
          a == axis
              ? new Dim(a, block, Math.ceilDiv(shape.get(a), block), 0)
              : new Dim(a, 1, shape.get(a), 0));
    }
    dims.add(new Dim(axis, 1, block, 0));
    return new Layout(dims);
  }

  /** The same layout with zeros before and after an axis that is not split. */
  public Layout withHalo(int axis, int before, int after) {
    List<Dim> changed = new ArrayList<>();
    for (Dim d : dims) {
      if (d.axis != axis) {
        changed.add(d);
      } else if (d.divisor == 1 && d.offset == 0 && dimsOf(axis).size() == 1) {
        changed.add(new Dim(axis, 1, d.extent + before + after, before));
      } else {
        throw new IllegalArgumentException("axis " + axis + " is split or has a halo: " + this);
      }
    }
    return new Layout(changed);
  }

  private List<Dim> dimsOf(int axis) {
    return dims.stream().filter(d -> d.axis == axis).toList();
  }

  /** The lowest index of an axis that exists in memory: 0, or minus the halo before it. */
  public int lowest(int axis) {
    return -dimsOf(axis).getFirst().offset;
  }

  /** One more than the highest index of an axis that exists in memory, padding included. */
  public int limit(int axis) {
    int capacity = dimsOf(axis).stream().mapToInt(Dim::extent).reduce(1, Math::multiplyExact);
    return capacity + lowest(axis);
  }

  /**
   * The layout of {@code size} neighbours along an axis, whose memory is a part of this one's: it
   * begins at {@link #offset} and has no gaps, where no other axis lies outside of this one.
   */
  public Layout part(int axis, int size) {
    Dim outermost = dimsOf(axis).getFirst();
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(
        dims.indexOf(outermost),
        new Dim(axis, outermost.divisor, Math.ceilDiv(size, outermost.divisor), outermost.offset));
    return new Layout(changed);
  }

  /** Where the elements begin that have at least this index along an axis: whole blocks of it. */
  public long offset(int axis, int index) {
    Dim outermost = dimsOf(axis).getFirst();
    if (index % outermost.divisor != 0 || outermost.offset != 0) {
      throw new IllegalArgumentException(
          "no block of axis %d begins at %d: %s".formatted(axis, index, this));
    }
    return stride(dims.indexOf(outermost)) * (index / outermost.divisor);
  }

  /** The number of elements in memory, halo and padding included. */
  public long elements() {
    return dims.stream().mapToLong(Dim::extent).reduce(1, Math::multiplyExact);
  }

  /** The distance in elements between neighbours of a physical dimension. */
  public long stride(int dim) {
    return dims.subList(dim + 1, dims.size()).stream()
        .mapToLong(Dim::extent)
        .reduce(1, Math::multiplyExact);
  }

  /** The position in memory of an element; the index must lie within the memory's bounds. */
  public long position(long... index) {
    long position = 0;
    for (Dim d : dims) {
      position = position * d.extent + (index[d.axis] + d.offset) / d.divisor % d.extent;
    }
    return position;
  }

  /**
   * The position in memory as an index expression; the part of an axis that its outermost dimension
   * holds is not reduced modulo the extent, since it is in bounds.
   */
  public Expr position(List<Expr> index) {
    Expr position = new Expr.Int(0);
    for (int i = 0; i < dims.size(); i++) {
      Dim d = dims.get(i);
      Expr digit = index.get(d.axis).plus(d.offset).dividedBy(d.divisor);
      boolean outermost = dims.subList(0, i).stream().noneMatch(o -> o.axis == d.axis);
      Expr part = outermost ? digit : digit.modulo(d.extent);
      position = position.plus(part.times(stride(i)));
    }
    return position;
  }

  /** Whether this is dense row-major for {@code shape}. */
  public boolean isRowMajor(List<Integer> shape) {
    return equals(rowMajor(shape));
  }
}
