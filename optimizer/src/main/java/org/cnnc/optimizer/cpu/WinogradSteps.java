package org.cnnc.optimizer.cpu;

import java.util.Optional;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.target.DeviceDescription;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.lower.WinogradTiles;

/**
 * Which convolutions a device of many work items computes by Winograd's algorithm, whose transforms
 * and products are launches of their own: those for which fewer multiply-adds save more time than
 * it takes to write what is transformed to memory, and to read it again.
 *
 * @param device what is known of it
 */
record WinogradSteps(DeviceDescription device) {
  /** What must be gained: rounding errors grow. */
  private static final double MIN_GAIN = 1.2;

  /** The tiles of a convolution; empty for other ops, and where direct convolution is faster. */
  Optional<WinogradTiles> tiles(Op op) {
    if (!(op instanceof Conv2d conv) || Winograd.obstacle(conv).isPresent()) {
      return Optional.empty();
    }
    TensorType w = conv.weight().type();
    TensorType y = conv.resultTypes().getFirst().withBatch(1);
    if (y.dim(0) != 1 || y.elements() == 0) {
      return Optional.empty();
    }
    WinogradTiles tiles = WinogradTiles.inSteps(w.dim(1), w.dim(0), y.dim(2), y.dim(3));
    return direct(conv) > MIN_GAIN * cost(tiles) ? Optional.of(tiles) : Optional.empty();
  }

  private static double direct(Conv2d conv) {
    TensorType w = conv.weight().type();
    TensorType y = conv.resultTypes().getFirst();
    return (double) w.elements() * y.dim(2) * y.dim(3);
  }

  private double cost(WinogradTiles t) {
    double products = (double) t.tiles() * Winograd.PRODUCTS * t.inChannels() * t.outChannels();
    double weights =
        (double) t.inChannels() * t.outChannels() * Winograd.KERNEL * Winograd.KERNEL * Float.BYTES;
    double transformed = t.inputs().bytes() + t.products().bytes() + t.weights().bytes();
    return products + (weights + 2 * transformed) * device.multiplyAddsPerByte();
  }
}
