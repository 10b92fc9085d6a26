package org.cnnc.frontend.write;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** What a reshape is called: flattening, or dimensions of 1 that come or go. */
final class Reshapes {
  private Reshapes() {}

  static Stream<Call> of(Value y, Value x, List<Integer> dims) {
    List<Call> calls = new ArrayList<>();
    TensorType from = x.type();
    if (dims.size() == from.rank() - 1) {
      for (int axis = 0; axis < from.rank(); axis++) {
        List<Integer> fewer = new ArrayList<>(from.dims());
        if (fewer.remove(axis) == 1 && fewer.equals(dims)) {
          calls.add(Call.of(y, "squeeze").with("x", x).with("axes", axis));
          break;
        }
      }
    }
    if (dims.size() == from.rank() + 1) {
      for (int axis = 0; axis < dims.size(); axis++) {
        List<Integer> fewer = new ArrayList<>(dims);
        if (fewer.remove(axis) == 1 && fewer.equals(from.dims())) {
          calls.add(Call.of(y, "unsqueeze").with("x", x).with("axis", axis));
          break;
        }
      }
    }
    // A flat [N, C, 1, 1] is flattened, not squeezed twice.
    if (dims.size() == 2 && from.rank() > 2) {
      calls.addFirst(Call.of(y, "flatten").with("x", x));
    }
    if (dims.size() > 2 && dims.size() < from.rank()) {
      int start = 0;
      while (start < dims.size() && dims.get(start).equals(from.dim(start))) {
        start++;
      }
      int end = start + from.rank() - dims.size();
      calls.add(Call.of(y, "flatten").with("x", x).with("start", start).with("end", end));
      calls.add(Call.of(y, "flatten").with("x", x).with("start", start));
    }
    calls.add(Call.of(y, "reshape").with("x", x).with("shape", Knowns.dims(dims)));
    return calls.stream();
  }
}
