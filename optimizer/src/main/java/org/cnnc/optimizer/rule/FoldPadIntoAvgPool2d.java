package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.AvgPool2d;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.PoolWindow;
import org.cnnc.ir.tensor.Value;

/**
 * {@code avg_pool2d(pad(x), padding=p) → avg_pool2d(x, padding=p + pad, count_include_pad=true)},
 * where zeros are added to height and width alone
 *
 * <p>The zeros of a pad are elements like others, and count. So a pool that pads by itself must
 * count its padding too; and the number of windows must stay, which with {@code ceil_mode} depends
 * on what is padding. A maximum never takes a padding element, and a pad's zeros it may: {@code
 * max_pool2d} has no such rule.
 */
public record FoldPadIntoAvgPool2d() implements Rule<AvgPool2d> {
  @Override
  public Class<AvgPool2d> root() {
    return AvgPool2d.class;
  }

  @Override
  public Optional<Value> apply(AvgPool2d avg, Rewriter rw) {
    PoolWindow pool = avg.pool();
    if (rw.definition(avg.input()) instanceof Pad pad
        && ZeroPadding.is(pad)
        && (avg.countIncludePad() || !pool.window().hasPadding())) {
      PoolWindow padded =
          new PoolWindow(
              pool.kernelH(),
              pool.kernelW(),
              new ZeroPadding(pad).addedTo(pool.window()),
              pool.ceilMode());
      AvgPool2d folded = new AvgPool2d(pad.input(), padded, true);
      if (folded.resultTypes().equals(avg.resultTypes())) {
        return Optional.of(rw.emit(folded, avg.input()));
      }
    }
    return Optional.empty();
  }
}
