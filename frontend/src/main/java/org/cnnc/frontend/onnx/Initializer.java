package org.cnnc.frontend.onnx;

import org.cnnc.ir.tensor.Tensor;

/** A constant tensor of an ONNX graph. */
record Initializer(String name, Tensor value) {
  long byteSize() {
    return value.type().elements() * value.type().dtype().bytes();
  }
}
