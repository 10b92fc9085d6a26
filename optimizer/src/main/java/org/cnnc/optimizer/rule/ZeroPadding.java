package org.cnnc.optimizer.rule;

import org.cnnc.ir.op.Pad;
import org.cnnc.ir.op.Window;

/** A pad that adds zeros to height and width alone, which a window can do by itself. */
record ZeroPadding(Pad pad) {
  /** Whether a pad is one. */
  static boolean is(Pad pad) {
    boolean isZero = pad.mode() == Pad.Mode.CONSTANT && pad.value() == 0;
    boolean isPlanes = pad.input().type().rank() == 4;
    for (int axis = 0; isZero && isPlanes && axis < 4; axis++) {
      int before = pad.before().get(axis);
      int after = pad.after().get(axis);
      isPlanes = axis < 2 ? before == 0 && after == 0 : before >= 0 && after >= 0;
    }
    return isZero && isPlanes;
  }

  /** A window that pads by as much more. */
  Window addedTo(Window window) {
    return window.withPadding(
        window.padTop() + pad.before().get(2),
        window.padLeft() + pad.before().get(3),
        window.padBottom() + pad.after().get(2),
        window.padRight() + pad.after().get(3));
  }
}
