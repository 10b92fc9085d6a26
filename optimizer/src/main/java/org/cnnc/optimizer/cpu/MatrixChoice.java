package org.cnnc.optimizer.cpu;

import java.util.Optional;
import org.cnnc.ir.loop.TileOperation;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.ConvTranspose2d;
import org.cnnc.ir.op.Linear;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Window;
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

  /**
   * The sums of a layer.
   *
   * @param rows outputs of which the inputs are rows of a tile
   * @param outs channels of the result
   * @param ins channels that are summed for one of these
   * @param taps of the window, by how many each of the rows is summed
   */
  private record Sums(int rows, int outs, int ins, double taps) {
    double tileCycles() {
      int tiles = Math.ceilDiv(rows, ROWS) * vectors();
      double left = ins % SUMS * ROWS / MULTIPLY_ADDS_IN_MEMORY;
      return tiles * (taps * (ins / SUMS * PRODUCT + left) + SUM_TILE);
    }

    double vectorCycles() {
      return rows * vectors() * ins * taps / MULTIPLY_ADDS;
    }

    Sums with(int moreIns, int moreOuts) {
      return new Sums(rows, outs + moreOuts, ins + moreIns, taps);
    }

    private int vectors() {
      return Math.ceilDiv(outs, ROWS);
    }
  }

  private final Target target;

  MatrixChoice(Target target) {
    this.target = target;
  }

  /** Whether a layer in bfloat16 is expected to be faster in tiles than in vectors. */
  boolean isFaster(Op layer) {
    return reason(layer) instanceof Reason.Units weighed && weighed.isInTiles();
  }

  /**
   * Why a layer in bfloat16 is computed in tiles, or why not.
   *
   * @param layer a convolution, transposed or not, or a dense layer
   */
  Reason reason(Op layer) {
    Sums sums = sums(layer);
    Optional<String> obstacle =
        target.hasTiles() ? obstacle(layer, sums) : Optional.of("no matrix unit");
    if (obstacle.isPresent()) {
      return new Reason.Inapplicable("tiles", obstacle.get());
    }
    return new Reason.Units(sums.tileCycles(), sums.vectorCycles());
  }

  /**
   * The cycles of all rows of a convolution, transposed or not.
   *
   * @param isBfloat16 whether its input and its weights are both bfloat16
   * @param moreIns channels that its input has more
   * @param moreOuts channels that its result has more
   */
  double cycles(Op layer, boolean isBfloat16, int moreIns, int moreOuts) {
    Sums sums = sums(layer).with(moreIns, moreOuts);
    boolean mayBeInTiles = isBfloat16 && target.hasTiles() && obstacle(layer, sums).isEmpty();
    double row =
        mayBeInTiles ? Math.min(sums.tileCycles(), sums.vectorCycles()) : sums.vectorCycles();
    return layer.resultTypes().getFirst().dim(2) * row;
  }

  private static Optional<String> obstacle(Op layer, Sums sums) {
    int groups = groups(layer);
    if (sums.ins() < SUMS) {
      return Optional.of("%d channels are less than a tile's %d".formatted(sums.ins(), SUMS));
    }
    if (groups > 1 && (sums.ins() % SUMS != 0 || sums.outs() / groups % SUMS != 0)) {
      return Optional.of(
          "groups of %d to %d channels are no multiples of %d"
              .formatted(sums.ins(), sums.outs() / groups, SUMS));
    }
    return switch (layer) {
      case ConvTranspose2d conv when conv.groups() > 1 ->
          Optional.of("it is transposed and has groups");
      case ConvTranspose2d conv when !ConvolutionSchedules.hasFewPhases(conv) ->
          Optional.of("its phases are too many to be written out");
      case ConvTranspose2d conv when !ConvolutionSchedules.hasTapsInAllPhases(conv) ->
          Optional.of("some of its phases have no taps");
      case Linear _ when sums.rows() < ROWS || sums.outs() % ROWS != 0 ->
          Optional.of(
              "%d by %d results fill no tiles of %d by %d"
                  .formatted(sums.rows(), sums.outs(), ROWS, ROWS));
      case Op _ -> Optional.empty();
    };
  }

  private static int groups(Op layer) {
    return switch (layer) {
      case Conv2d conv -> conv.groups();
      case ConvTranspose2d conv -> conv.groups();
      case Op _ -> 1;
    };
  }

  private static Sums sums(Op layer) {
    TensorType y = layer.resultTypes().getFirst();
    return switch (layer) {
      case Conv2d conv -> {
        TensorType weight = conv.weight().type();
        yield new Sums(y.dim(3), weight.dim(0), weight.dim(1), weight.dim(2) * weight.dim(3));
      }
      case ConvTranspose2d conv -> {
        TensorType weight = conv.weight().type();
        Window win = conv.window();
        double taps = (double) weight.dim(2) * weight.dim(3) / win.strideH() / win.strideW();
        int rows = ConvolutionSchedules.phaseWidth(conv);
        yield new Sums(rows, conv.outChannels(), weight.dim(0) / conv.groups(), taps);
      }
      case Linear linear -> {
        TensorType weight = linear.weight().type();
        // Of a batch that is chosen at run time each image is computed by itself.
        int rows = y.withBatch(1).dim(y.rank() - 2);
        yield new Sums(rows, weight.dim(0), weight.dim(1), 1);
      }
      case Op _ -> throw new IllegalArgumentException("no layer with weights: " + layer);
    };
  }
}
