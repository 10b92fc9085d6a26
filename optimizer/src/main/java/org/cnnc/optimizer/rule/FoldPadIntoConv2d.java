package org.cnnc.optimizer.rule;

import java.util.Optional;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Window;
import org.cnnc.ir.tensor.Value;

/**
 * {@code conv2d(pad(x), padding=p) → conv2d(x, padding=p + pad)}, where zeros are added to height
 * and width alone
 *
 * <p>Also where the padded tensor is read elsewhere: this reader costs no more without it.
 */
public record FoldPadIntoConv2d() implements Rule<Conv2d> {
  @Override
  public Class<Conv2d> root() {
    return Conv2d.class;
  }

  @Override
  public Optional<Value> apply(Conv2d conv, Rewriter rw) {
    if (rw.definition(conv.input()) instanceof Pad pad && ZeroPadding.is(pad)) {
      Window window = new ZeroPadding(pad).addedTo(conv.window());
      Conv2d folded = new Conv2d(pad.input(), conv.weight(), conv.bias(), window, conv.groups());
      return Optional.of(rw.emit(folded, conv.input()));
    }
    return Optional.empty();
  }
}
