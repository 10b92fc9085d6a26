package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Tensors written as nested lists of numbers: {@code [[0, -1], [1, 0]]}. */
public final class Literals {
  /** More dimensions than any operator takes. */
  static final int MAX_RANK = 8;

  private Literals() {}

  /** The shape of nested lists, judged by the first element of each. */
  static List<Integer> dims(Known value) {
    List<Integer> dims = new ArrayList<>();
    Known at = value;
    while (at instanceof Known.Sequence(var elements, _)) {
      dims.add(elements.size());
      if (elements.isEmpty() || dims.size() > MAX_RANK) {
        break;
      }
      at = elements.getFirst();
    }
    return dims;
  }

  /**
   * The f32 tensor of nested lists.
   *
   * @throws IllegalArgumentException where they are ragged, hold something else than numbers, or
   *     are too large; the message follows the name of the value
   */
  public static Tensor tensor(Known value) {
    List<Integer> dims = dims(value);
    if (dims.size() > MAX_RANK) {
      throw new IllegalArgumentException("is nested more than %d deep".formatted(MAX_RANK));
    }
    long elements = 1;
    for (int dim : dims) {
      elements = Math.multiplyExact(elements, (long) dim);
      if (elements > Limits.LIST_ELEMENTS) {
        throw new IllegalArgumentException(
            "has more than %d numbers".formatted(Limits.LIST_ELEMENTS));
      }
    }
    float[] flat = new float[(int) elements];
    fill(value, dims, 0, flat, 0);
    return Tensor.ofFloats(new TensorType(DType.F32, dims), flat);
  }

  private static int fill(Known value, List<Integer> dims, int axis, float[] flat, int at) {
    if (axis == dims.size()) {
      flat[at] =
          switch (value) {
            case Known.Int(long number) -> (float) number;
            case Known.Real(double number) -> (float) number;
            case Known.Bool _,
                Known.Str _,
                Known.Sequence _,
                Known.Range _,
                Known.Batch _,
                Known.Tensor _,
                Known.BlockValue _,
                Known.OperatorValue _ ->
                throw new IllegalArgumentException(
                    "must be numbers in nested lists, found " + Words.kind(value));
          };
      return at + 1;
    }
    if (!(value instanceof Known.Sequence(var elements, _)) || elements.size() != dims.get(axis)) {
      throw new IllegalArgumentException(
          "must be lists of equal lengths: beside %s stands %s"
              .formatted(Words.shape(dims.subList(axis, dims.size())), Words.kind(value)));
    }
    int next = at;
    for (Known element : elements) {
      next = fill(element, dims, axis + 1, flat, next);
    }
    return next;
  }
}
