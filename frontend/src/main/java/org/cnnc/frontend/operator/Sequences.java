package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.op.Reshape;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** One-dimensional operators are two-dimensional ones on images of height 1. */
final class Sequences {
  private Sequences() {}

  /** {@code [N, C, L]} as {@code [N, C, 1, L]}. */
  static Value asImage(OperatorCall call, Value x) {
    TensorType type = x.type();
    if (type.rank() != 3) {
      throw call.refuse(
          Code.SHAPE_MISMATCH,
          "the input must be [N, C, L], got " + Words.shape(type),
          type.rank() == 4 ? Windows.sibling(call, "1d", "2d", "an image") : Optional.empty());
    }
    return call.add(new Reshape(x, List.of(type.dim(0), type.dim(1), 1, type.dim(2))));
  }

  /** {@code [N, C, 1, L]} as {@code [N, C, L]}. */
  static Known asSequence(OperatorCall call, Value image) {
    TensorType type = image.type();
    return call.result(new Reshape(image, List.of(type.dim(0), type.dim(1), type.dim(3))));
  }
}
