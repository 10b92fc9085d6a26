package org.cnnc.ir.program;

import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.tensor.Tensor;

/**
 * A constant as a kernel reads it. Positions of the layout that hold no element are zero.
 *
 * @param name the constant's name, for listings
 * @param offset where it begins, in bytes from the start of the weights; a multiple of 64
 */
public record PackedWeight(String name, Tensor tensor, Layout layout, long offset) {
  /** The size in memory, in bytes. */
  public long bytes() {
    return layout.elements() * tensor.type().dtype().bytes();
  }
}
