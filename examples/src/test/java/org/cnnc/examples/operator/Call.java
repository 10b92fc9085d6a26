package org.cnnc.examples.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor as it is written in the language.
 *
 * @param dims its shape, as the operators' documentation says, without the batch
 */
record Call(String text, List<Integer> dims) {
  Call {
    dims = List.copyOf(dims);
  }

  static Call of(String text, Integer... dims) {
    return new Call(text, List.of(dims));
  }

  int rank() {
    return dims.size() + 1;
  }

  /** The size of an axis that is not the batch's. */
  int dim(int axis) {
    return dims.get(axis - 1);
  }

  /** A stage that keeps the shape. */
  Call then(String stage) {
    return new Call(text + " -> " + stage, dims);
  }

  /** A stage that changes the shape. */
  Call then(String stage, Integer... newDims) {
    return new Call(text + " -> " + stage, List.of(newDims));
  }

  /** A stage that changes one axis. */
  Call thenWith(int axis, int size, String stage) {
    List<Integer> newDims = new ArrayList<>(dims);
    newDims.set(axis - 1, size);
    return new Call(text + " -> " + stage, newDims);
  }
}
