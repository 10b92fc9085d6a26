package org.cnnc.frontend.operator;

import java.util.List;
import java.util.Optional;
import org.cnnc.frontend.known.Known;
import org.cnnc.frontend.operator.OperatorCall.Pair;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Gather;
import org.cnnc.ir.op.MaxPool2d;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.op.Reduce;
import org.cnnc.ir.op.ReduceKind;
import org.cnnc.ir.op.Taps;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.ir.tensor.Value;

/**
 * PyTorch's adaptive pools: the size of the result is given, and the windows follow from it. Where
 * all are of one size they are an ordinary pool's; else they overlap, and the axes are pooled one
 * after the other.
 */
final class AdaptivePools {
  private AdaptivePools() {}

  static Known average(OperatorCall call) {
    TensorType type = Windows.image(call);
    Value x = call.tensor("x");
    Pair size = call.positivePair("size");
    if (size.height() == 1 && size.width() == 1) {
      return call.result(new Reduce(ReduceKind.MEAN, x, List.of(2, 3), true));
    }
    Optional<PoolWindow> window = window(type, size);
    if (window.isPresent()) {
      return call.result(new AvgPool2d(x, window.get(), true));
    }
    Value rows = ResizeOperators.resampled(call, x, 2, windows(call, type.dim(2), size.height()));
    return new Known.Tensor(
        ResizeOperators.resampled(call, rows, 3, windows(call, type.dim(3), size.width())));
  }

  static Known max(OperatorCall call) {
    TensorType type = Windows.image(call);
    Value x = call.tensor("x");
    Pair size = call.positivePair("size");
    Optional<PoolWindow> window = window(type, size);
    if (window.isPresent()) {
      return call.result(new MaxPool2d(x, window.get()));
    }
    Value rows = maxima(call, x, 2, windows(call, type.dim(2), size.height()));
    return new Known.Tensor(maxima(call, rows, 3, windows(call, type.dim(3), size.width())));
  }

  /** The window that is every place's; none where they differ. */
  private static Optional<PoolWindow> window(TensorType x, Pair size) {
    int h = x.dim(2) / size.height();
    int w = x.dim(3) / size.width();
    boolean even = h * size.height() == x.dim(2) && w * size.width() == x.dim(3);
    return even && h > 0 && w > 0
        ? Optional.of(new PoolWindow(h, w, new Window(h, w, 0, 0, 0, 0, 1, 1), false))
        : Optional.empty();
  }

  private static Taps windows(OperatorCall call, int inputs, int outputs) {
    call.reserveConstant(2L * outputs * Taps.widestWindow(inputs, outputs));
    return Taps.means(inputs, outputs);
  }

  /** Each window becomes an axis; a short one has its last place more than once. */
  private static Value maxima(OperatorCall call, Value x, int axis, Taps windows) {
    Value elements = call.add(new Gather(x, call.constant(windows.places()), axis));
    return call.add(new Reduce(ReduceKind.MAX, elements, List.of(axis + 1), false));
  }
}
