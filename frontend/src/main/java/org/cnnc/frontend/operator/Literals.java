package org.cnnc.frontend.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.known.Words;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.Tensor;
import org.cnnc.ir.tensor.TensorType;

/** Tensors written as nested lists of numbers or truth values: {@code [[0, -1], [1, 0]]}. */
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

  /** The f32 tensor of nested lists, as {@link #tensor(Known, DType)}. */
  public static Tensor tensor(Known value) {
    return tensor(value, DType.F32);
  }

  /**
   * The tensor of nested lists.
   *
   * @throws IllegalArgumentException where they are ragged, hold something else than numbers, or
   *     are too large; the message follows the name of the value
   */
  static Tensor tensor(Known value, DType dtype) {
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
    Known[] flat = new Known[(int) elements];
    fill(value, dims, 0, flat, 0);
    TensorType type = new TensorType(dtype, dims);
    return switch (dtype) {
      case F32 -> Tensor.generate(type, i -> real(flat[(int) i]));
      case I32 -> Tensor.generate(type, i -> Math.toIntExact(integer(flat[(int) i], dtype)));
      case I64 ->
          Tensor.ofLongs(type, Arrays.stream(flat).mapToLong(v -> integer(v, dtype)).toArray());
      case BOOL -> Tensor.generate(type, i -> truth(flat[(int) i]) ? 1 : 0);
    };
  }

  private static double real(Known element) {
    return element.asReal().orElseThrow(() -> wrong(element, "numbers"));
  }

  private static long integer(Known element, DType dtype) {
    if (!(element instanceof Known.Int(long number))) {
      throw wrong(element, "integers");
    }
    if (dtype == DType.I32 && number != (int) number) {
      throw new IllegalArgumentException("has %d, which is no i32".formatted(number));
    }
    return number;
  }

  private static boolean truth(Known element) {
    if (element instanceof Known.Bool(boolean value)) {
      return value;
    }
    throw wrong(element, "true or false");
  }

  private static IllegalArgumentException wrong(Known element, String wanted) {
    return new IllegalArgumentException(
        "must be %s in nested lists, found %s".formatted(wanted, Words.kind(element)));
  }

  private static int fill(Known value, List<Integer> dims, int axis, Known[] flat, int at) {
    if (axis == dims.size()) {
      if (value instanceof Known.Sequence) {
        throw wrong(value, "numbers");
      }
      flat[at] = value;
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
