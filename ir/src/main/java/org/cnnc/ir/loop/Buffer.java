package org.cnnc.ir.loop;

import java.util.List;

/**
 * A tensor in memory: its logical shape, where every loop indexes it, and its layout. The batch of
 * a symbolic shape is 1 here, since nests work on one image.
 *
 * @param name an identifier that is unique in the kernel, naming the role: {@code x}, {@code y},
 *     {@code weight}, {@code bias}
 */
public record Buffer(
    String name, ElementType dtype, List<Integer> shape, Layout layout, Space space) {
  public Buffer {
    shape = List.copyOf(shape);
  }

  /** A parameter of a kernel, dense and row-major. */
  public static Buffer global(String name, ElementType dtype, List<Integer> shape) {
    return new Buffer(name, dtype, shape, Layout.rowMajor(shape), Space.GLOBAL);
  }

  /** An accumulator tile in registers; a scalar where {@code shape} is empty. */
  public static Buffer register(String name, List<Integer> shape) {
    return new Buffer(name, ElementType.F32, shape, Layout.rowMajor(shape), Space.REGISTER);
  }

  /** One number in a register, such as the place of the best element so far. */
  public static Buffer scalar(String name, ElementType dtype) {
    return new Buffer(name, dtype, List.of(), Layout.rowMajor(List.of()), Space.REGISTER);
  }

  public Buffer withLayout(Layout newLayout) {
    return new Buffer(name, dtype, shape, newLayout, space);
  }

  /** The load of one element. */
  public Expr.Load at(Expr... index) {
    return new Expr.Load(this, List.of(index));
  }

  /** The load of one element. */
  public Expr.Load at(List<Expr> index) {
    return new Expr.Load(this, index);
  }

  /** The size in memory, in bytes. */
  public long bytes() {
    return layout.elements() * dtype.bytes();
  }
}
