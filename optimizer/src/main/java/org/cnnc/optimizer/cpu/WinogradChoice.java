package org.cnnc.optimizer.cpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cnnc.ir.op.Conv2d;
import org.cnnc.ir.op.Op;
import org.cnnc.ir.op.Winograd;
import org.cnnc.ir.target.Arch;
import org.cnnc.ir.target.Target;
import org.cnnc.ir.tensor.TensorType;
import org.cnnc.optimizer.lower.WinogradTiles;
import org.cnnc.optimizer.lower.WinogradTiles.WeightTransform;

/**
 * Which convolutions are computed by Winograd's algorithm, and in which tiles: those for which a
 * model of the costs says that it is clearly faster than direct convolution. The unit of all costs
 * is the time of one multiply-add of vectors.
 */
final class WinogradChoice {
  /** What must be gained: rounding errors grow. */
  private static final double MIN_GAIN = 1.2;

  /** Loads, 144 multiply-adds and stores of a tile's vector of input channels. */
  private static final double INPUT_TRANSFORM = 300;

  /** Loads, 130 operations, the epilogue and stores of a tile's vector of output channels. */
  private static final double OUTPUT_TRANSFORM = 250;

  /**
   * 54 multiply-adds and 36 stores for a vector of pairs of channels, and what is not hidden of
   * reading their weights from memory, where what a task goes through is in the first-level cache.
   */
  private static final double WEIGHT_TRANSFORM = 100;

  /** The same where it is not. */
  private static final double FAR_WEIGHT_TRANSFORM = 140;

  /** 60 multiply-adds, and what loads they do not hide, where it is done in registers. */
  private static final double TRANSFORM_IN_REGISTERS = 70;

  /**
   * Registers of a row of transformed weights in the making: the three that it is made of, one that
   * two of the six have in common, and the one that is being multiplied.
   */
  private static final int ROW_IN_THE_MAKING = 5;

  /** What the weights' transform multiplies by, of which x86-64 reads some in memory. */
  private static final int FACTORS = 4;

  /** A load and a store of a sum that goes on with the next channels. */
  private static final double RESUMED_SUM = 2;

  /**
   * What a core reads in the time of a multiply-add of weights that are transformed once: those of
   * a product lie apart, in the second-level cache (measured on Zen 4: 128 to 32 channels at 14x14,
   * four tiles at once, in 1.3 of the time of their multiply-adds).
   */
  private static final double BYTES_OF_WEIGHTS = 12;

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
   * Blocks of a chunk: of few weights, and of many, which each block's tasks transform themselves.
   */
  private static final int MAX_BLOCKS = 8;

  private static final int MAX_BLOCKS_BY_TASK = 2;

  private static final int MAX_ACROSS = 8;

  /**
   * The inputs and products of a chunk of several blocks, beside transformed weights that are all
   * in the cache: a thread by itself does all blocks, each half a second-level cache.
   */
  private static final long MAX_CHUNK_BYTES = 2 << 20;

  /**
   * Of weights that a task transforms. A sum over one vector of eight is written out, and LLVM then
   * keeps its weights, for which there are no registers, from one tile to the next.
   */
  private static final int MIN_CHANNELS_AT_A_TIME = 16;

  /** Of a block: where weights are transformed once, and where in each chunk. */
  private static final int MAX_TILES = 56;

  private static final int MAX_TILES_BY_TASK = 112;

  /** Transformed weights that fit beside the rest into the last level of the smaller caches. */
  private static final long MAX_TRANSFORMED_ONCE = 4 << 20;

  /**
   * What a task may go through while it transforms weights, and be near enough: two of Zen's L1.
   */
  private static final int MAX_TASK_BYTES = 64 << 10;

  private final Target target;
  private final boolean isAllowed;

  /**
   * What was found for a convolution, which is laid out, scheduled and explained: it is asked once.
   */
  private final Map<Conv2d, WinogradTiles> best = new HashMap<>();

  WinogradChoice(Target target, boolean isAllowed) {
    this.target = target;
    this.isAllowed = isAllowed;
  }

  /** The tiles of a convolution; empty for other ops, and where direct convolution is faster. */
  Optional<WinogradTiles> tiles(Op op) {
    return op instanceof Conv2d conv
            && reason(conv) instanceof Reason.Algorithms weighed
            && weighed.isWinograd()
        ? Optional.of(weighed.tiles())
        : Optional.empty();
  }

  /** Whether it is faster than direct convolution that multiplies so many times as fast. */
  boolean beats(Conv2d conv, double timesAsFast) {
    return reason(conv) instanceof Reason.Algorithms weighed
        && weighed.winograd() < weighed.direct() / timesAsFast;
  }

  /** Why a convolution is computed by Winograd's algorithm, or why not. */
  Reason reason(Conv2d conv) {
    Optional<String> obstacle = obstacle(conv);
    if (obstacle.isPresent()) {
      return new Reason.Inapplicable("winograd", obstacle.get());
    }
    WinogradTiles best = best(conv);
    return new Reason.Algorithms(direct(conv), cost(best), best, MIN_GAIN);
  }

  /**
   * The cheapest ways to divide up a convolution's outputs, the best first; none where Winograd's
   * algorithm is out of the question. They differ in how the weights are transformed, in the
   * vectors of a task, or in the size of the chunks by a factor of two.
   *
   * @param most how many, at most
   */
  List<WinogradTiles> candidates(Conv2d conv, int most) {
    if (obstacle(conv).isPresent()) {
      return List.of();
    }
    Set<Object> kinds = new HashSet<>();
    return ways(conv).stream()
        .sorted(Comparator.comparingDouble(this::cost))
        .filter(way -> kinds.add(kind(way)))
        .limit(most)
        .toList();
  }

  private static List<Integer> kind(WinogradTiles tiles) {
    int chunk = tiles.chunkRows() * tiles.chunkColumns();
    int octave = Integer.SIZE - Integer.numberOfLeadingZeros(chunk);
    return List.of(tiles.isTransformedOnce() ? 1 : 0, tiles.vectors(), octave);
  }

  /** What keeps this target from computing a convolution by Winograd's algorithm. */
  private Optional<String> obstacle(Conv2d conv) {
    return isAllowed
        ? Winograd.obstacle(conv).or(() -> unevenChannels(conv))
        : Optional.of("it is off");
  }

  private Optional<String> unevenChannels(Conv2d conv) {
    if (target.lanes() == 1) {
      return Optional.of("there are no vectors");
    }
    TensorType w = conv.weight().type();
    return w.dim(0) % target.lanes() == 0 && w.dim(1) % target.lanes() == 0
        ? Optional.empty()
        : Optional.of(
            "%d to %d channels are no whole vectors of %d"
                .formatted(w.dim(1), w.dim(0), target.lanes()));
  }

  /** The cheapest of all ways to divide up a convolution's outputs. */
  private WinogradTiles best(Conv2d conv) {
    return best.computeIfAbsent(
        conv, _ -> ways(conv).stream().min(Comparator.comparingDouble(this::cost)).orElseThrow());
  }

  private List<WinogradTiles> ways(Conv2d conv) {
    TensorType y = conv.resultTypes().getFirst();
    int rows = Math.ceilDiv(y.dim(2), Winograd.TILE);
    int columns = Math.ceilDiv(y.dim(3), Winograd.TILE);
    List<WinogradTiles> ways = new ArrayList<>();
    int least = Math.ceilDiv(columns, MAX_TILES);
    for (int across = least; across <= Math.max(least, Math.min(columns, MAX_ACROSS)); across++) {
      int width = Math.ceilDiv(columns, across);
      for (int height = 1; height <= rows && height * width <= MAX_TILES_BY_TASK; height++) {
        Chunk chunk = new Chunk(Math.ceilDiv(rows, height), across, height, width);
        addTransformedByTask(ways, conv, chunk, rows);
        if (height * width <= MAX_TILES) {
          addTransformedOnce(ways, conv, chunk, rows);
        }
      }
    }
    return ways;
  }

  /** So many chunks below and beside each other, each of so many tiles. */
  private record Chunk(int down, int across, int rows, int columns) {
    int tiles() {
      return rows * columns;
    }
  }

  private void addTransformedByTask(List<WinogradTiles> ways, Conv2d conv, Chunk chunk, int rows) {
    TensorType w = conv.weight().type();
    if (isRowInRegisters(chunk.tiles())) {
      ways.add(tiles(conv, chunk, 1, List.of(1), WeightTransform.IN_REGISTERS, w.dim(1)));
    }
    for (int vectors : RegisterTile.divisors(w.dim(0) / target.lanes())) {
      long bytes = WinogradTiles.taskBytes((long) vectors * target.lanes(), target.lanes());
      int least = Math.ceilDiv(MIN_CHANNELS_AT_A_TIME, target.lanes());
      int most = Math.max(least, Math.toIntExact(target.l1Bytes() / bytes));
      if (bytes <= MAX_TASK_BYTES) {
        int channels = target.lanes() * largestDivisor(w.dim(1) / target.lanes(), most);
        for (int blocks = 1; isUseful(blocks, MAX_BLOCKS_BY_TASK, chunk, rows); blocks++) {
          ways.add(tiles(conv, chunk, blocks, List.of(vectors), WeightTransform.BY_TASK, channels));
        }
      }
    }
  }

  /**
   * Whether the registers hold the sums of a row of the 6x6 for so many tiles beside the weights:
   * those of AVX-512 of four tiles, a map of 7x7 or 8x8; those of AArch64, which has the factors of
   * the transform in registers as well, of three; those of AVX2 of one. One has too few chains of
   * multiply-adds for each to wait for the one before.
   */
  private boolean isRowInRegisters(int tiles) {
    int factors = target.arch() == Arch.AARCH64 ? FACTORS : 0;
    int others = ROW_IN_THE_MAKING - 1 + factors;
    return tiles > 1 && new RegisterTile(Winograd.INPUT * tiles + others, 1).fits(target);
  }

  /** Whether a chunk may have so many blocks, and none of them lies beyond the output. */
  private static boolean isUseful(int blocks, int most, Chunk chunk, int rows) {
    return blocks <= most && (blocks - 1) * chunk.rows() < rows;
  }

  private static int largestDivisor(int number, int most) {
    int divisor = Math.min(number, most);
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  private void addTransformedOnce(List<WinogradTiles> ways, Conv2d conv, Chunk chunk, int rows) {
    TensorType w = conv.weight().type();
    if (transformedBytes(w.dim(0), w.dim(1)) > MAX_TRANSFORMED_ONCE) {
      return;
    }
    List<Integer> vectors = RegisterTile.divisors(w.dim(0) / target.lanes());
    for (int blocks = 1; isUseful(blocks, MAX_BLOCKS, chunk, rows); blocks++) {
      WinogradTiles way = tiles(conv, chunk, blocks, vectors, WeightTransform.ONCE, w.dim(1));
      if (blocks == 1 || way.inputs().bytes() + way.products().bytes() <= MAX_CHUNK_BYTES) {
        ways.add(way);
      }
    }
  }

  /**
   * One way to divide a convolution's outputs up.
   *
   * @param vectors how many vectors of output channels a task may have
   */
  private WinogradTiles tiles(
      Conv2d conv,
      Chunk block,
      int blocks,
      List<Integer> vectors,
      WeightTransform transform,
      int weightChannels) {
    TensorType w = conv.weight().type();
    TensorType y = conv.resultTypes().getFirst();
    boolean isOnlyBlock = block.down() == 1 && blocks == 1;
    int lastRows = isOnlyBlock ? outputsOfLast(y.dim(2)) : Winograd.TILE;
    int lastColumns = block.across() == 1 ? outputsOfLast(y.dim(3)) : Winograd.TILE;
    RegisterTile tile =
        transform == WeightTransform.IN_REGISTERS
            ? new RegisterTile(block.tiles(), 1)
            : RegisterTile.choose(
                WinogradTiles.tilesOfProducts(block.rows(), block.columns(), lastRows, lastColumns),
                vectors,
                target);
    return new WinogradTiles(
        target.lanes(),
        w.dim(1),
        w.dim(0),
        Math.ceilDiv(block.down(), blocks),
        block.across(),
        block.rows() * blocks,
        block.columns(),
        lastRows,
        lastColumns,
        blocks,
        tile.blocks(),
        tile.pixels(),
        transform,
        weightChannels,
        WinogradTiles.taskBytes((long) target.lanes() * tile.blocks(), weightChannels)
            <= target.l1Bytes());
  }

  /** The outputs of the last tile of so many. */
  private static int outputsOfLast(int outputs) {
    return (outputs - 1) % Winograd.TILE + 1;
  }

  private static long transformedBytes(long outChannels, long inChannels) {
    return Winograd.PRODUCTS * outChannels * inChannels * Float.BYTES;
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
    double multiplyAdds = t.multiplications() * t.inChannels() * outVectors * costPerProduct(t);
    double chunks = (double) t.chunksDown() * t.chunksAcross();
    double transforms = t.tiles() * (inVectors * INPUT_TRANSFORM + outVectors * OUTPUT_TRANSFORM);
    double inputs = t.inputs().bytes();
    double products = t.products().bytes();
    // Transformed inputs are written once and read by each group of channels, products are both.
    double traffic = (inputs * (1.0 + t.groups()) + 2.0 * products) / BYTES_FROM_AFAR;
    double beyond = Math.max(0, 1 - target.l2Bytes() / (inputs + products));
    double tasks = (double) t.blocks() * t.groups();
    // Where two threads cannot have whole blocks, each multiplies what the other one transformed.
    double inputsOfOthers = t.blocks() % 2 == 0 ? 0 : inputs;
    // Weights that are transformed once are always of all threads' making.
    double weightsOfOthers = t.isTransformedOnce() ? t.weights().bytes() : 0;
    double idle = Math.ceil(tasks / THREADS) * THREADS / tasks - 1;
    return (multiplyAdds
                + transforms
                + weights(t)
                + chunks * (beyond * traffic + inputsOfOthers / BYTES_FROM_AFAR) * STALLS
                + weightsOfOthers / BYTES_FROM_AFAR * STALLS)
            * (1 + IDLENESS * idle)
        + chunks * BARRIERS;
  }

  private double costPerProduct(WinogradTiles t) {
    double vector = target.lanes() * Float.BYTES / BYTES_OF_WEIGHTS;
    RegisterTile tile = new RegisterTile(t.tilesAtOnce(), t.vectors());
    return switch (t.weightTransform()) {
      case ONCE -> Math.max(tile.costPerOutput(t.tilesOfProducts()), vector / t.tilesAtOnce());
      case BY_TASK -> tile.costPerOutput(t.tilesOfProducts());
      // There are six times as many sums at once, and no weights are loaded.
      case IN_REGISTERS -> 1;
    };
  }

  /** What the transformed weights cost beside the multiply-adds. */
  private double weights(WinogradTiles t) {
    double outVectors = (double) t.outChannels() / t.lanes();
    double chunks = (double) t.chunksDown() * t.chunksAcross();
    double transform =
        switch (t.weightTransform()) {
          case ONCE -> WEIGHT_TRANSFORM;
          case BY_TASK -> t.areWeightsNear() ? WEIGHT_TRANSFORM : FAR_WEIGHT_TRANSFORM;
          case IN_REGISTERS -> TRANSFORM_IN_REGISTERS;
        };
    double once = t.inChannels() * outVectors * transform;
    if (t.isTransformedOnce()) {
      long bytes = t.weights().bytes();
      double read = bytes > target.l2Bytes() * 3L / 4 ? chunks * t.blocks() * bytes : 0;
      return once + read / BYTES_FROM_AFAR * STALLS;
    }
    double parts = (double) t.inChannels() / t.weightChannels();
    double resumed = parts > 1 ? t.multiplications() * outVectors * parts : 0;
    return chunks * t.blocks() * once + resumed * RESUMED_SUM;
  }
}
