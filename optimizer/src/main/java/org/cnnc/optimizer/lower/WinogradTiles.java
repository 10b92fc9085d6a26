package org.cnnc.optimizer.lower;

import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.ElementType;
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
 *
 * <p>On a device of many work items channels are no lanes, and each transform and the products are
 * launches of their own, of the whole image: {@link #inSteps}.
 *
 * @param inChannels a multiple of {@code lanes}, as are {@code outChannels}
 * @param chunksDown how many chunks lie below each other
 * @param chunksAcross how many chunks lie beside each other
 * @param blocks divides {@code chunkRows}
 * @param vectors divides the vectors of output channels
 * @param tilesAtOnce the tiles whose sums are in registers at once, for all {@code vectors}
 * @param isTransformedOnce whether weights are transformed once before the first chunk, into memory
 *     that holds all of them; otherwise each task transforms its group's, {@code weightChannels} at
 *     a time, and in each chunk again
 * @param weightChannels the input channels whose weights are transformed at a time: all where
 *     {@code isTransformedOnce}, else a multiple of {@code lanes} that divides {@code inChannels}
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
    int blocks,
    int vectors,
    int tilesAtOnce,
    boolean isTransformedOnce,
    int weightChannels,
    boolean areWeightsNear) {
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
        1,
        outChannels,
        1,
        true,
        inChannels,
        false);
  }

  /** Whether channels are no lanes, and all there is are one chunk and one task. */
  boolean isInSteps() {
    return lanes == 1 && chunksDown * chunksAcross * blocks * groups() == 1;
  }

  /**
   * The transformed inputs of a chunk: {@code v[36, IC, tile]}, blocks outermost, then the channels
   * whose weights are transformed at a time.
   */
  public Buffer inputs() {
    List<Integer> shape = List.of(Winograd.PRODUCTS, inChannels, blocks * tilesOfBlock());
    return new Buffer(
        "v",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(2, tilesOfBlock(), blocks, 0),
                new Layout.Dim(1, weightChannels, inChannels / weightChannels, 0),
                new Layout.Dim(0, 1, Winograd.PRODUCTS, 0),
                new Layout.Dim(1, lanes, weightChannels / lanes, 0),
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
   * the 6x6 of a task's group, which stays in the first level of the cache. Of all, the 36 that the
   * transform stores together are neighbours: any other order has it write 36 streams, after which
   * the machine no longer sees that the weights that it reads are one.
   */
  public Buffer weights() {
    return isTransformedOnce ? allWeights() : rowOfWeights();
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

  /** The tiles that are computed, those beyond the output included. */
  public long tiles() {
    return (long) chunksDown * chunksAcross * chunkRows * chunkColumns;
  }

  /** How many rows of the padded input the tiles read. */
  public int inputRows() {
    return chunksDown * chunkRows * Winograd.TILE + Winograd.INPUT - Winograd.TILE;
  }

  /** How many columns of the padded input the tiles read. */
  public int inputColumns() {
    return chunksAcross * chunkColumns * Winograd.TILE + Winograd.INPUT - Winograd.TILE;
  }
}
