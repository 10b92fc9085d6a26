package org.cnnc.optimizer.lower;

import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Space;

/** A block of tiles and a group of output channels, whose products a thread sums up. */
record WinogradTask(Expr block, Expr group) {
  /** The index of a sum: of a product, of a channel of the group, and of a tile of the block. */
  List<Expr> sum(Buffer m, Expr product, Expr channel, Expr tile) {
    return m.space() == Space.LOCAL
        ? List.of(Expr.of(0), Expr.of(0), product, channel, tile)
        : List.of(block, group, product, channel, tile);
  }
}
