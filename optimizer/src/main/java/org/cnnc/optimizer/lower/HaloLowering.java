package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.List;
import org.cnnc.ir.loop.Axis;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Kind;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Stmt;

/**
 * Writes the zeros of a result's halo: whoever writes a buffer owes it that, since its memory was
 * another tensor's before. Needs no schedule: lanes are the innermost dimension.
 */
public final class HaloLowering {
  private final Buffer y;
  private final int lanes;
  private final List<Stmt> nests = new ArrayList<>();

  private HaloLowering(Buffer y) {
    this.y = y;
    Layout.Dim innermost = y.layout().dims().getLast();
    this.lanes = innermost.axis() == 1 ? innermost.extent() : 1;
  }

  /** The nests, none where the buffer has no halo: only images have one. */
  public static List<Stmt> zeros(Buffer y) {
    if (y.shape().size() != 4) {
      return List.of();
    }
    HaloLowering lowering = new HaloLowering(y);
    lowering.addAll();
    return lowering.nests;
  }

  private void addAll() {
    Layout layout = y.layout();
    int height = y.shape().get(2);
    int width = y.shape().get(3);
    int left = layout.lowest(3);
    int right = layout.limit(3);
    add(layout.lowest(2), 0, left, right);
    add(height, layout.limit(2), left, right);
    add(0, height, left, 0);
    add(0, height, width, right);
  }

  private void add(int top, int bottom, int left, int right) {
    if (top >= bottom || left >= right) {
      return;
    }
    Axis n = Axis.serial("n", y.shape().get(0));
    Axis block = new Axis("c.o", Math.ceilDiv(y.shape().get(1), lanes), Kind.PARALLEL);
    Axis lane = new Axis("c.i", lanes, Kind.VECTOR);
    Axis h = Axis.serial("h", bottom - top);
    Axis w = Axis.serial("w", right - left);
    List<Expr> point =
        List.of(
            n.var(),
            block.var().times(lanes).plus(lane.var()),
            h.var().plus(top),
            w.var().plus(left));
    nests.add(
        Stmt.loops(List.of(block, n, h, w, lane), new Stmt.Store(y, point, new Expr.Literal(0))));
  }
}
