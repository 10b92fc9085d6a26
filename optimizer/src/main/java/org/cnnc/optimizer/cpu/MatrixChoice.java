package org.cnnc.optimizer.cpu;

import java.util.Optional;
import org.cnnc.ir.loop.TileOperation;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;

/**
 * Which layers in bfloat16 are computed in the tiles of a matrix unit, by a model of their cycles.
 * Sapphire Rapids begins a product of tiles every 16 cycles and two multiply-adds of vectors in
 * each: 1024 and 64 operations a cycle.
 */
final class MatrixChoice {
  /** Pixels, and channels of the result, of a tile of sums. */
  static final int ROWS = TileOperation.ROWS;

  /** Channels that a product of tiles sums. */
  static final int SUMS = 32;

  /** Of a product of two tiles: the unit takes in a row a cycle. */
  private static final int PRODUCT = 16;

  /**
   * Of a tile of sums from biases to results: four times 16 vectors are loaded or stored, at a
   * vector a cycle.
   */
  private static final int SUM_TILE = 64;

  /** Multiply-adds of vectors in registers. */
  private static final double MULTIPLY_ADDS = 2;

  /** Of vectors that lie in memory, as sums do beside tiles: a store each. */
  private static final double MULTIPLY_ADDS_IN_MEMORY = 1;

  private final Target target;

  MatrixChoice(Target target) {
    this.target = target;
  }

  /** Whether a convolution of bfloat16 is expected to be faster in tiles than in vectors. */
  boolean isFaster(Conv2d conv) {
    return reason(conv) instanceof Reason.Units weighed && weighed.isInTiles();
  }

  /** Why a convolution of bfloat16 is computed in tiles, or why not. */
  Reason reason(Conv2d conv) {
    Optional<String> obstacle = obstacle(conv);
    return obstacle.isPresent()
        ? new Reason.Inapplicable("tiles", obstacle.get())
        : new Reason.Units(tileCycles(conv), vectorCycles(conv));
  }

  private Optional<String> obstacle(Conv2d conv) {
    TensorType weight = conv.weight().type();
    if (!target.hasTiles()) {
      return Optional.of("there is no matrix unit");
    }
    if (conv.groups() > 1) {
      return Optional.of("it has groups");
    }
    return weight.dim(1) < SUMS
        ? Optional.of("%d channels are less than a tile's %d".formatted(weight.dim(1), SUMS))
        : Optional.empty();
  }

  /** Of a row of outputs. */
  private static double tileCycles(Conv2d conv) {
    TensorType weight = conv.weight().type();
    int taps = weight.dim(2) * weight.dim(3);
    int tiles =
        Math.ceilDiv(conv.resultTypes().getFirst().dim(3), ROWS)
            * Math.ceilDiv(weight.dim(0), ROWS);
    int products = weight.dim(1) / SUMS * taps;
    double left = weight.dim(1) % SUMS * taps * ROWS / MULTIPLY_ADDS_IN_MEMORY;
    return tiles * (products * PRODUCT + left + SUM_TILE);
  }

  private static double vectorCycles(Conv2d conv) {
    TensorType weight = conv.weight().type();
    double vectors = Math.ceilDiv(weight.dim(0), ROWS);
    int summands = weight.dim(1) * weight.dim(2) * weight.dim(3);
    return conv.resultTypes().getFirst().dim(3) * vectors * summands / MULTIPLY_ADDS;
  }
}
