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
    int weightChannels) {
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

  /** The sums of products of a chunk: {@code m[36, OC, tile]}, the tasks outermost. */
  public Buffer products() {
    List<Integer> shape = List.of(Winograd.PRODUCTS, outChannels, blocks * tilesOfBlock());
    return new Buffer(
        "m",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(2, tilesOfBlock(), blocks, 0),
                new Layout.Dim(1, lanes * vectors, groups(), 0),
                new Layout.Dim(0, 1, Winograd.PRODUCTS, 0),
                new Layout.Dim(1, lanes, vectors, 0),
                new Layout.Dim(2, 1, tilesOfBlock(), 0),
                new Layout.Dim(1, 1, lanes, 0))),
        Space.GLOBAL);
  }

  /**
   * The transformed weights: {@code u[copy, 36, OC, ic]}, a copy for each block where tasks
   * transform them. The 36 that the transform stores together are neighbours: any other order has
   * it write 36 streams, after which the machine no longer sees that the weights that it reads are
   * one.
   */
  public Buffer weights() {
    int copies = isTransformedOnce ? 1 : blocks;
    List<Integer> shape = List.of(copies, Winograd.PRODUCTS, outChannels, weightChannels);
    return new Buffer(
        "u",
        ElementType.F32,
        shape,
        new Layout(
            List.of(
                new Layout.Dim(0, 1, copies, 0),
                new Layout.Dim(2, lanes * vectors, groups(), 0),
                new Layout.Dim(3, 1, weightChannels, 0),
                new Layout.Dim(2, lanes, vectors, 0),
                new Layout.Dim(1, 1, Winograd.PRODUCTS, 0),
                new Layout.Dim(2, 1, lanes, 0))),
        Space.GLOBAL);
  }

  /** {@code OIHW} weights as their transform reads them: one linear stream. */
  public Layout packedWeights() {
    return new Layout(
        List.of(
            new Layout.Dim(0, lanes * vectors, groups(), 0),
            new Layout.Dim(1, 1, inChannels, 0),
            new Layout.Dim(0, lanes, vectors, 0),
            new Layout.Dim(2, 1, Winograd.KERNEL, 0),
            new Layout.Dim(3, 1, Winograd.KERNEL, 0),
            new Layout.Dim(0, 1, lanes, 0)));
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
