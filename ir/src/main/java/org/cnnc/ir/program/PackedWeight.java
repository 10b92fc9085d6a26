package org.cnnc.ir.program;

import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.tensor.Tensor;

/**
 * A constant as a kernel reads it. Positions of the layout that hold no element are zero.
 *
 * @param name the constant's name, for listings
 * @param elements how its elements are stored: as they are, or those of f32 in bf16
 * @param offset where it begins, in bytes from the start of the weights; a multiple of 64
 */
public record PackedWeight(
    String name, Tensor tensor, ElementType elements, Layout layout, long offset) {
  /** The size in memory, in bytes. */
  public long bytes() {
    return layout.elements() * elements.bytes();
  }
}
