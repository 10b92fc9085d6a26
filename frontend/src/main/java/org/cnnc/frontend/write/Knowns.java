package org.cnnc.frontend.write;

import java.util.List;
import org.cnnc.frontend.known.Known;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/** Compile-time values for what ops say in numbers. */
final class Knowns {
  private Knowns() {}

  static Known list(List<Integer> numbers) {
    return sequence(numbers, false);
  }

  static Known tuple(List<Integer> numbers) {
    return sequence(numbers, true);
  }

  private static Known sequence(List<Integer> numbers, boolean isTuple) {
    return new Known.Sequence(
        numbers.stream().map(n -> (Known) new Known.Int(n)).toList(), isTuple);
  }

  /** Height and width, or one number for both. */
  static Known pair(int height, int width) {
    return height == width ? new Known.Int(height) : tuple(List.of(height, width));
  }

  /** A shape, whose first dimension may be the batch. */
  static Known dims(List<Integer> dims) {
    return new Known.Sequence(
        dims.stream()
            .map(dim -> dim == TensorType.BATCH ? new Known.Batch() : (Known) new Known.Int(dim))
            .toList(),
        false);
  }

  /** The shortest number that is read as the same float. */
  static Known real(float value) {
    return new Known.Real(Double.parseDouble(Float.toString(value)));
  }

  static Known number(double value, DType dtype) {
    return dtype == DType.F32 ? real((float) value) : new Known.Int((long) value);
  }
}
