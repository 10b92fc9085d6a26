package org.cnnc.ir.interpreter;

import org.cnnc.ir.op.ArgReduce;
import org.cnnc.ir.op.Extremum;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.GatherElements;
import org.cnnc.ir.op.TopK;
import org.cnnc.ir.tensor.DType;
import org.cnnc.ir.tensor.TensorType;

/**
 * The meaning of the ops that choose elements by numbers that are computed, or find such numbers.
 */
final class Selection {
  private Selection() {}

  /** An index modulo the extent of its axis. */
  static int inside(double index, int extent) {
    return Math.floorMod((long) index, extent);
  }

  static NdArray cast(NdArray x, TensorType type) {
    NdArray y = type.dtype() == DType.BOOL ? x.map(v -> v == 0 ? 0 : 1) : x;
    return new NdArray(type, y.data());
  }

  static NdArray where(NdArray condition, NdArray then, NdArray otherwise, TensorType type) {
    NdArray chosen = Movement.expand(condition, condition.type().withDims(type.dims()));
    NdArray a = Movement.expand(then, type);
    NdArray b = Movement.expand(otherwise, type);
    NdArray y = NdArray.zeros(type);
    for (int i = 0; i < y.data().length; i++) {
      y.data()[i] = chosen.at(i) != 0 ? a.at(i) : b.at(i);
    }
    return y;
  }

  static NdArray gather(Gather op, NdArray x, NdArray indices, TensorType type) {
    NdArray y = NdArray.zeros(type);
    int extent = x.type().dim(op.axis());
    int inner = NdArray.strides(x.type().dims())[op.axis()];
    int count = indices.data().length;
    for (int i = 0; i < y.data().length; i++) {
      int outer = i / inner / count;
      int from = inside(indices.at(i / inner % count), extent);
      y.data()[i] = x.at((outer * extent + from) * inner + i % inner);
    }
    return y;
  }

  static NdArray gatherElements(GatherElements op, NdArray x, NdArray indices, TensorType type) {
    NdArray y = NdArray.zeros(type);
    int[] strides = NdArray.strides(x.type().dims());
    Points.forEach(
        type.dims(),
        (index, position) -> {
          int from = inside(indices.at(position), x.type().dim(op.axis()));
          int shift = (from - index[op.axis()]) * strides[op.axis()];
          y.data()[position] = x.at(Points.position(index, strides) + shift);
        });
    return y;
  }

  static NdArray argReduce(ArgReduce op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    int[] line = {0};
    Reductions.forEachLine(
        x.type(),
        op.axis(),
        (start, step, count) -> {
          int best = 0;
          for (int i = 1; i < count; i++) {
            double challenger = x.at(start + i * step);
            double champion = x.at(start + best * step);
            boolean wins = isBefore(op.extremum(), challenger, champion);
            if (wins || (op.selectLast() && challenger == champion)) {
              best = i;
            }
          }
          y.data()[line[0]++] = best;
        });
    return y;
  }

  static NdArray topK(TopK op, NdArray x, TensorType type) {
    NdArray y = NdArray.zeros(type);
    Reductions.forEachLine(
        x.type(),
        op.axis(),
        (start, step, count) -> {
          int block = start / (step * count);
          int begin = block * step * op.k() + start % step;
          for (int i = 0; i < count; i++) {
            int rank = rank(op.extremum(), x, start, step, count, i);
            if (rank < op.k()) {
              y.data()[begin + rank * step] = i;
            }
          }
        });
    return y;
  }

  /** How many elements of a line come before one of them. */
  private static int rank(Extremum extremum, NdArray x, int start, int step, int count, int which) {
    double element = x.at(start + which * step);
    int rank = 0;
    for (int i = 0; i < count; i++) {
      double other = x.at(start + i * step);
      if (isBefore(extremum, other, element) || (other == element && i < which)) {
        rank++;
      }
    }
    return rank;
  }

  private static boolean isBefore(Extremum extremum, double a, double b) {
    return switch (extremum) {
      case MAX -> a > b;
      case MIN -> a < b;
    };
  }
}
