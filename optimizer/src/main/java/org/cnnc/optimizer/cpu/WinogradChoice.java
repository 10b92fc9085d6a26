package org.cnnc.optimizer.cpu;

import java.util.Optional;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Fused;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.lower.WinogradTiles;

/**
 * Which convolutions are computed by Winograd's algorithm, and in which tiles: those for which a
 * model of the costs says that it is clearly faster than direct convolution. The unit of all costs
 * is the time of one multiply-add of vectors.
 */
public final class WinogradChoice {
  /** What must be gained: the weights take four times the room, and rounding errors grow. */
  private static final double MIN_GAIN = 1.3;

  /** Loads, 144 multiply-adds and stores of a tile's vector of input channels. */
  private static final double INPUT_TRANSFORM = 300;

  /** Loads, 120 operations, the epilogue and stores of a tile's vector of output channels. */
  private static final double OUTPUT_TRANSFORM = 250;

  /** What a core reads from beyond its second-level cache in the time of a multiply-add. */
  private static final double BYTES_FROM_AFAR = 6;

  /** The part of the traffic beyond the second-level cache that arithmetic does not hide. */
  private static final double STALLS = 1.0 / 3;

  /** What a thread waits at the two barriers of a chunk. */
  private static final double BARRIERS = 5000;

  /** Threads that a chunk's tasks should keep busy, and what it costs if they do not. */
  private static final int THREADS = 4;

  private static final double IDLENESS = 0.1;

  /**
   * More vectors of weights leave room for few tiles, whose elements are then loaded more often.
   */
  private static final int MAX_VECTORS_OF_WHOLE_BLOCK = 4;

  private static final int MAX_BLOCKS = 8;
  private static final int MAX_TILES_OF_BLOCK = 56;

  /** Larger weights fit into no array. */
  private static final long MAX_WEIGHT_BYTES = 1L << 30;

  private final Target target;
  private final boolean isAllowed;

  public WinogradChoice(Target target, boolean isAllowed) {
    this.target = target;
    this.isAllowed = isAllowed;
  }

  /** The tiles of a convolution; empty for other ops, and where direct convolution is faster. */
  public Optional<WinogradTiles> tiles(Op op) {
    Op anchor = op instanceof Fused fused ? fused.anchor() : op;
    if (!isAllowed || !(anchor instanceof Conv2d conv) || !hasWholeVectors(conv)) {
      return Optional.empty();
    }
    WinogradTiles best = best(conv);
    return direct(conv) >= MIN_GAIN * cost(best) ? Optional.of(best) : Optional.empty();
  }

  private boolean hasWholeVectors(Conv2d conv) {
    TensorType w = conv.weight().type();
    return Winograd.fits(conv)
        && w.dim(0) % target.lanes() == 0
        && w.dim(1) % target.lanes() == 0
        && weightBytes(w.dim(0), w.dim(1)) <= MAX_WEIGHT_BYTES;
  }

  private static long weightBytes(long outChannels, long inChannels) {
    return Winograd.PRODUCTS * outChannels * inChannels * Float.BYTES;
  }

  /** The cheapest of all ways to divide up a convolution's outputs. */
  private WinogradTiles best(Conv2d conv) {
    TensorType y = conv.resultTypes().getFirst();
    int rows = Math.ceilDiv(y.dim(2), Winograd.TILE);
    int columns = Math.ceilDiv(y.dim(3), Winograd.TILE);
    WinogradTiles best =
        tiles(conv, rows, columns, 1, 1, Math.ceilDiv(columns, MAX_TILES_OF_BLOCK));
    double bestCost = cost(best);
    for (int across = best.chunksAcross(); across <= Math.min(columns, 8); across++) {
      int width = Math.ceilDiv(columns, across);
      for (int height = 1; height <= rows && height * width <= MAX_TILES_OF_BLOCK; height++) {
        for (int blocks = 1; blocks <= MAX_BLOCKS && (blocks - 1) * height < rows; blocks++) {
          WinogradTiles tiles = tiles(conv, rows, columns, height, blocks, across);
          double cost = cost(tiles);
          if (cost < bestCost) {
            best = tiles;
            bestCost = cost;
          }
        }
      }
    }
    return best;
  }

  private WinogradTiles tiles(
      Conv2d conv, int rows, int columns, int height, int blocks, int across) {
    TensorType w = conv.weight().type();
    int width = Math.ceilDiv(columns, across);
    RegisterTile tile = registerTile(height * width, w);
    return new WinogradTiles(
        target.lanes(),
        w.dim(1),
        w.dim(0),
        Math.ceilDiv(rows, height * blocks),
        across,
        height * blocks,
        width,
        blocks,
        tile.blocks(),
        tile.pixels());
  }

  /**
   * The register tile for a block of tiles. Weights from beyond the cache are best read in one
   * pass, evenly: by a tile that has room for the whole block.
   */
  private RegisterTile registerTile(int block, TensorType weight) {
    int vectors = weight.dim(0) / target.lanes();
    if (areFromAfar(weight.dim(0), weight.dim(1))) {
      for (int q = Math.min(vectors, MAX_VECTORS_OF_WHOLE_BLOCK); q >= 1; q--) {
        if (vectors % q == 0 && block * q + q + 2 <= target.vectorRegisters()) {
          return new RegisterTile(block, q);
        }
      }
    }
    return RegisterTile.choose(block, vectors, target);
  }

  private boolean areFromAfar(int outChannels, int inChannels) {
    return weightBytes(outChannels, inChannels) > target.l2Bytes() / 2;
  }

  /** What direct convolution costs. */
  private double direct(Conv2d conv) {
    TensorType y = conv.resultTypes().getFirst();
    TensorType w = conv.weight().type();
    int vectors = w.dim(0) / target.lanes();
    RegisterTile tile = RegisterTile.choose(y.dim(3), vectors, target);
    double taps = (double) w.dim(1) * w.dim(2) * w.dim(3);
    return taps * y.dim(2) * y.dim(3) * vectors * tile.costPerOutput(y.dim(3));
  }

  private double cost(WinogradTiles t) {
    double inVectors = (double) t.inChannels() / t.lanes();
    double outVectors = (double) t.outChannels() / t.lanes();
    RegisterTile tile = new RegisterTile(t.tilesAtOnce(), t.vectors());
    double multiplyAdds =
        t.tiles()
            * Winograd.PRODUCTS
            * t.inChannels()
            * outVectors
            * tile.costPerOutput(t.tilesOfBlock());
    double chunks = (double) t.chunksDown() * t.chunksAcross();
    double transforms = t.tiles() * (inVectors * INPUT_TRANSFORM + outVectors * OUTPUT_TRANSFORM);
    double weights =
        areFromAfar(t.outChannels(), t.inChannels())
            ? chunks * t.blocks() * weightBytes(t.outChannels(), t.inChannels()) / BYTES_FROM_AFAR
            : 0;
    double scratch = t.inputs().bytes() + t.products().bytes();
    // Transformed inputs are written once and read by each group of channels, products are both.
    double traffic =
        (t.inputs().bytes() * (1.0 + t.groups()) + 2.0 * t.products().bytes()) / BYTES_FROM_AFAR;
    double beyond = Math.max(0, 1 - target.l2Bytes() / scratch);
    double tasks = (double) t.blocks() * t.groups();
    double idle = Math.ceil(tasks / THREADS) * THREADS / tasks - 1;
    return (Math.max(multiplyAdds, weights) + transforms + chunks * beyond * traffic * STALLS)
            * (1 + IDLENESS * idle)
        + chunks * BARRIERS;
  }
}
