package org.cnnc.ir.program;

import org.cnnc.ir.tensor.TensorType;

/** A tensor that the caller of a program gives or receives, dense and row-major. */
public record Port(String name, TensorType type) {
  /** The size of one image's part; of all where the tensor has no batch. */
  public long imageBytes() {
    return type.elements() * type.dtype().bytes();
  }
}
