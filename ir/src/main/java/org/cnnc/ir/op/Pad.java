package org.cnnc.ir.op;

import static org.cnnc.ir.op.ShapeException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/** Adds elements before and after each axis, by ONNX's modes; negative numbers crop. */
public record Pad(Value input, List<Integer> before, List<Integer> after, Mode mode, float value)
    implements Op {
  /** What the added elements are. */
  public enum Mode {
    /** The {@code value} of the op. */
    CONSTANT,
    /** The nearest element of the input. */
    EDGE,
    /** The input mirrored at its first and last element, which are not repeated. */
    REFLECT;

    /** The name in every text form: {@code reflect}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Pad {
    before = List.copyOf(before);
    after = List.copyOf(after);
    TensorType x = input.type();
    check(
        before.size() == x.rank() && after.size() == x.rank(),
        "pad: %d and %d paddings for %s",
        before.size(),
        after.size(),
        x);
    check(isElement(x.dtype(), value), "pad: %s is no element of %s", value, x);
    for (int i = 0; i < x.rank(); i++) {
      int lo = before.get(i);
      int hi = after.get(i);
      check(
          x.dim(i) != TensorType.BATCH || (lo == 0 && hi == 0), "pad: the batch cannot be padded");
      check(
          x.dim(i) == TensorType.BATCH || (long) x.dim(i) + lo + hi >= 0,
          "pad: axis %d of %s cannot lose %d elements",
          i,
          x,
          -(lo + hi));
      check(
          mode == Mode.CONSTANT
              || (lo <= 0 && hi <= 0)
              || (x.dim(i) > 0 && (mode == Mode.EDGE || Math.max(lo, hi) < x.dim(i))),
          "pad: axis %d of %s is too short to be padded by %s of %d and %d",
          i,
          x,
          mode.text(),
          lo,
          hi);
    }
  }

  /** Whether the value is one that tensors of a type hold: a whole number, 0 or 1. */
  private static boolean isElement(DType dtype, float value) {
    return switch (dtype) {
      case F32 -> true;
      case I64 -> value == (long) value;
      case I32 -> value == (int) value;
      case BOOL -> value == 0 || value == 1;
    };
  }

  @Override
  public List<Value> operands() {
    return List.of(input);
  }

  @Override
  public Pad mapOperands(UnaryOperator<Value> f) {
    return new Pad(f.apply(input), before, after, mode, value);
  }

  @Override
  public List<TensorType> resultTypes() {
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < input.type().rank(); i++) {
      int dim = input.type().dim(i);
      dims.add(dim == TensorType.BATCH ? dim : dim + before.get(i) + after.get(i));
    }
    return List.of(input.type().withDims(dims));
  }
}
