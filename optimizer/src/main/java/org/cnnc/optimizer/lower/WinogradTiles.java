package org.cnnc.optimizer.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
import org.cnnc.ir.loop.Expr;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.loop.Space;
import org.cnnc.ir.op.Winograd;

/**
 * How a convolution's outputs are divided up for Winograd's algorithm. Tiles of 4x4 outputs lie
 * side by side; {@code chunkRows x chunkColumns} of them are a chunk, whose transformed inputs are
 * in the cache while they are used. The tiles of a chunk are divided by rows into {@code blocks};
 * one block and {@code vectors} vectors of output channels are a thread's task.
 *
 * <p>The blocks of a chunk do not lie below each other: the image is divided into as many bands,
 * one below the other, and of each band a chunk has one block. So the threads that work on the
 * upper half of a chunk do so in every chunk: what they read is what they, and not those on other
 * cores, wrote before.
 *
 * <p>The last chunks may reach beyond the output: their tiles are computed there, and not stored.
 * But where there is one block below the other, or one chunk beside the other, the last tiles may
 * be those of fewer outputs, which take part in fewer products.
 *
 * <p>On a device of many work items channels are no lanes, and each transform and the products are
 * launches of their own, of the whole image: {@link #inSteps}.
 *
 * @param inChannels a multiple of {@code lanes}, as are {@code outChannels}
 * @param chunksDown how many chunks lie below each other
 * @param chunksAcross how many chunks lie beside each other
 * @param lastRows the outputs of the last row of tiles in its direction: fewer than those of the
 *     others only where a chunk is all, of one block
 * @param lastColumns the same of the last column, where no chunk lies beside another one
 * @param blocks divides {@code chunkRows}
 * @param vectors divides the vectors of output channels
 * @param tilesAtOnce the tiles whose sums are in registers at once, for all {@code vectors}
 * @param weightTransform where weights are transformed
 * @param weightChannels the input channels whose weights are transformed at a time: all where they
 *     are transformed once, else a multiple of {@code lanes} that divides {@code inChannels}
 * @param areWeightsNear whether the first-level cache has room for {@link #taskBytes}, so that
 *     weights are brought there
 */
public record WinogradTiles(
    int lanes,
    int inChannels,
    int outChannels,
    int chunksDown,
    int chunksAcross,
    int chunkRows,
    int chunkColumns,
    int lastRows,
    int lastColumns,
    int blocks,
    int vectors,
    int tilesAtOnce,
    WeightTransform weightTransform,
    int weightChannels,
    boolean areWeightsNear) {
  /** Where weights are transformed. */
  public enum WeightTransform {
    /** Once before the first chunk, into memory that holds all of them. */
    ONCE,
    /**
     * By each task its group's, {@code weightChannels} at a time and of them a row of the 6x6, into
     * memory of its own; in each chunk again.
     */
    BY_TASK,
    /**
     * The same, but a pair of channels at a time and in registers, while the sums of a row of the
     * 6x6 stay in others. A task has one vector of output channels and all its tiles at once.
     */
    IN_REGISTERS
  }

  /**
   * Of sums that a thread has to itself: with a row of weights and a tile they fit on the stack.
   */
  private static final long MAX_PRIVATE_BYTES = 40 << 10;

  /** One chunk of a convolution whose result has so many rows and columns, for a device. */
  public static WinogradTiles inSteps(int inChannels, int outChannels, int rows, int columns) {
    return new WinogradTiles(
        1,
        inChannels,
        outChannels,
        1,
        1,
        Math.ceilDiv(rows, Winograd.TILE),
        Math.ceilDiv(columns, Winograd.TILE),
        Winograd.TILE,
        Winograd.TILE,
        1,
        outChannels,
        1,
        WeightTransform.ONCE,
        inChannels,
        false);
  }

  public WinogradTiles {
    if ((lastRows < Winograd.TILE && chunksDown * blocks > 1)
        || (lastColumns < Winograd.TILE && chunksAcross > 1)) {
      throw new IllegalArgumentException("the last tiles are not those of every block");
    }
  }

  /** Whether weights are transformed once before the first chunk. */
  public boolean isTransformedOnce() {
    return weightTransform == WeightTransform.ONCE;
  }

  /** Whether channels are no lanes, and all there is are one chunk and one task. */
  boolean isInSteps() {
    return lanes == 1 && chunksDown * chunksAcross * blocks * groups() == 1;
  }

  /**
   * The transformed inputs of a chunk: {@code v[36, IC, tile]}, blocks outermost, then the channels
   * whose weights are transformed at a time, then as many of the 36 products as are not summed at
   * once. The tiles of a product are those that take part in it.
   */
  public Buffer inputs() {
    List<Integer> shape = List.of(Winograd.PRODUCTS, inChannels, blocks * tilesOfBlock());
    int atOnce = weightTransform == WeightTransform.IN_REGISTERS ? Winograd.INPUT : 1;
    return new Buffer(
        "v",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(2, tilesOfBlock(), blocks, 0),
                new Layout.Dim(1, weightChannels, inChannels / weightChannels, 0),
                new Layout.Dim(0, atOnce, Winograd.PRODUCTS / atOnce, 0),
                new Layout.Dim(1, lanes, weightChannels / lanes, 0),
                new Layout.Dim(0, 1, atOnce, 0),
                new Layout.Dim(2, 1, tilesOfBlock(), 0),
                new Layout.Dim(1, 1, lanes, 0))),
        Space.GLOBAL);
  }

  /**
   * The sums of products of a task: {@code m[block, group, 36, oc, tile]}. A task has them to
   * itself: where they are small a thread's own memory, which then is in its cache from one task to
   * the next.
   */
  public Buffer products() {
    long bytes = (long) Winograd.PRODUCTS * lanes * vectors * tilesOfBlock() * Float.BYTES;
    boolean isPrivate = bytes <= MAX_PRIVATE_BYTES && !isInSteps();
    int copies = isPrivate ? 1 : blocks;
    int groups = isPrivate ? 1 : groups();
    List<Integer> shape =
        List.of(copies, groups, Winograd.PRODUCTS, lanes * vectors, tilesOfBlock());
    return new Buffer(
        "m",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(0, 1, copies, 0),
                new Layout.Dim(1, 1, groups, 0),
                new Layout.Dim(2, 1, Winograd.PRODUCTS, 0),
                new Layout.Dim(3, lanes, vectors, 0),
                new Layout.Dim(4, 1, tilesOfBlock(), 0),
                new Layout.Dim(3, 1, lanes, 0))),
        isPrivate ? Space.LOCAL : Space.GLOBAL);
  }

  /**
   * The transformed weights: {@code u[36, OC, ic]} of all, or {@code u[6, oc, ic]} of one row of
   * the 6x6 of a task's group, which stays in the first level of the cache, or {@code u[6, oc]} in
   * registers. Of all, the 36 that the transform stores together are neighbours: any other order
   * has it write 36 streams, after which the machine no longer sees that the weights that it reads
   * are one.
   */
  public Buffer weights() {
    return switch (weightTransform) {
      case ONCE -> allWeights();
      case BY_TASK -> rowOfWeights();
      case IN_REGISTERS -> Buffer.register("u", List.of(Winograd.INPUT, lanes));
    };
  }

  private Buffer allWeights() {
    List<Integer> shape = List.of(Winograd.PRODUCTS, outChannels, inChannels);
    if (isInSteps()) {
      // Neighbouring work items are neighbouring output channels.
      return new Buffer("u", ElementType.F32, shape, Layout.permuted(shape, 0, 2, 1), Space.GLOBAL);
    }
    return new Buffer(
        "u",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(1, lanes * vectors, groups(), 0),
                new Layout.Dim(2, 1, inChannels, 0),
                new Layout.Dim(1, lanes, vectors, 0),
                new Layout.Dim(0, 1, Winograd.PRODUCTS, 0),
                new Layout.Dim(1, 1, lanes, 0))),
        Space.GLOBAL);
  }

  private Buffer rowOfWeights() {
    List<Integer> shape = List.of(Winograd.INPUT, lanes * vectors, weightChannels);
    return new Buffer(
        "u",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(0, 1, Winograd.INPUT, 0),
                new Layout.Dim(2, 1, weightChannels, 0),
                new Layout.Dim(1, lanes, vectors, 0),
                new Layout.Dim(1, 1, lanes, 0))),
        Space.LOCAL);
  }

  /** {@code OIHW} weights as their transform reads them: one linear stream. */
  public Layout packedWeights() {
    if (isInSteps()) {
      int taps = Winograd.KERNEL;
      return Layout.permuted(List.of(outChannels, inChannels, taps, taps), 1, 2, 3, 0);
    }
    return new Layout(
        List.of(
            new Layout.Dim(0, lanes * vectors, groups(), 0),
            new Layout.Dim(1, 1, inChannels, 0),
            new Layout.Dim(0, lanes, vectors, 0),
            new Layout.Dim(2, 1, Winograd.KERNEL, 0),
            new Layout.Dim(3, 1, Winograd.KERNEL, 0),
            new Layout.Dim(0, 1, lanes, 0)));
  }

  /**
   * What a task goes through while it transforms weights and multiplies by them: those of a part of
   * the input channels, a row of what they become, and those of the next part.
   *
   * @param outChannels those of a group
   * @param inChannels those of a part
   */
  public static long taskBytes(long outChannels, long inChannels) {
    long values = 2L * Winograd.KERNEL * Winograd.KERNEL + Winograd.INPUT;
    return values * outChannels * inChannels * Float.BYTES;
  }

  /** A channel of a vector of a group's. */
  Expr channel(Expr group, Expr vector, Expr lane) {
    return group.times(vectors).plus(vector).times(lanes).plus(lane);
  }

  public int rowsOfBlock() {
    return chunkRows / blocks;
  }

  /** The rows of tiles of all chunks' blocks of the same number. */
  public int rowsOfBand() {
    return chunksDown * rowsOfBlock();
  }

  public int tilesOfBlock() {
    return rowsOfBlock() * chunkColumns;
  }

  /** The groups of output channels. */
  public int groups() {
    return outChannels / (lanes * vectors);
  }

  /** The points of a row of tiles, from above. */
  List<PointRange> rowPoints() {
    return PointRange.of(rowsOfBlock(), lastRows);
  }

  /** The points of a column of tiles, from the left. */
  List<PointRange> columnPoints() {
    return PointRange.of(chunkColumns, lastColumns);
  }

  /** How many columns of tiles take part in the products of a column of the 6x6. */
  int tilesAcross(int column) {
    return columnPoints().stream()
        .filter(points -> points.contains(column))
        .mapToInt(PointRange::tiles)
        .findFirst()
        .orElseThrow();
  }

  /** How many tiles of a block take part in each of its products, those of none left out. */
  public List<Integer> tilesOfProducts() {
    return tilesOfProducts(rowsOfBlock(), chunkColumns, lastRows, lastColumns);
  }

  /** The same for so many rows and columns of tiles, the last ones of so many outputs. */
  public static List<Integer> tilesOfProducts(
      int rows, int columns, int lastRows, int lastColumns) {
    List<Integer> tiles = new ArrayList<>();
    for (PointRange down : PointRange.of(rows, lastRows)) {
      for (PointRange across : PointRange.of(columns, lastColumns)) {
        tiles.addAll(
            Collections.nCopies(down.count() * across.count(), down.tiles() * across.tiles()));
      }
    }
    return tiles;
  }

  /** The tiles that are computed, those beyond the output included. */
  public long tiles() {
    return (long) chunksDown * chunksAcross * chunkRows * chunkColumns;
  }

  /** The multiplications for a pair of channels. */
  public long multiplications() {
    long ofBlock = tilesOfProducts().stream().mapToLong(tiles -> tiles).sum();
    return ofBlock * chunksDown * chunksAcross * blocks;
  }

  /** How many rows of the padded input the tiles read. */
  public int inputRows() {
    return (chunksDown * chunkRows - 1) * Winograd.TILE + Winograd.points(lastRows);
  }

  /** How many columns of the padded input the tiles read. */
  public int inputColumns() {
    return (chunksAcross * chunkColumns - 1) * Winograd.TILE + Winograd.points(lastColumns);
  }
}
