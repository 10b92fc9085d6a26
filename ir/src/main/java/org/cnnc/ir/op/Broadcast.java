package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.tensor.TensorType;

/** NumPy's broadcasting: shapes aligned at their ends, extents equal or one of them 1. */
public final class Broadcast {
  private Broadcast() {}

  /**
   * The common shape of two.
   *
   * @throws ShapeException where they cannot be broadcast; the message names {@code op} and both
   */
  public static List<Integer> dims(String op, List<Integer> a, List<Integer> b) {
    int rank = Math.max(a.size(), b.size());
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int x = at(a, rank, i);
      int y = at(b, rank, i);
      check(
          (x == y || x == 1 || y == 1)
              && !(i > 0 && (x == TensorType.BATCH || y == TensorType.BATCH)),
          "cannot %s %s and %s",
          op,
          TensorType.text(a),
          TensorType.text(b));
      dims.add(x == 1 ? y : x);
    }
    return dims;
  }

  private static int at(List<Integer> dims, int rank, int i) {
    int missing = rank - dims.size();
    return i < missing ? 1 : dims.get(i - missing);
  }
}
