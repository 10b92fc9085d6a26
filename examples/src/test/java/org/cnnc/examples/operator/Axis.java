package org.cnnc.examples.operator;

/** One axis along which a kernel moves; all in elements. */
record Axis(int size, int kernel, int stride, int dilation, int before, int after) {
  /** What one kernel reaches over. */
  int span() {
    return dilation * (kernel - 1) + 1;
  }

  Axis padded(int newBefore, int newAfter) {
    return new Axis(size, kernel, stride, dilation, newBefore, newAfter);
  }

  /** ONNX's SAME_UPPER. */
  Axis paddedToSame() {
    int all = Math.max(0, (Math.ceilDiv(size, stride) - 1) * stride + span() - size);
    return padded(all / 2, all - all / 2);
  }

  /** So that a transposed convolution multiplies the size by the stride. */
  Axis paddedToTransposedSame() {
    int all = span() - stride;
    return padded(all / 2, all - all / 2);
  }

  /** The outputs of a convolution, or of a pool. */
  int outputs() {
    return (size + before + after - span()) / stride + 1;
  }

  /** The outputs of a pool in ceil mode: one more for what is left, if it begins inside. */
  int outputsInCeilMode() {
    boolean more =
        (size + before + after - span()) % stride != 0 && outputs() * stride < size + before;
    return more ? outputs() + 1 : outputs();
  }

  int transposedOutputs(int outputPadding) {
    return (size - 1) * stride - before - after + span() + outputPadding;
  }
}
