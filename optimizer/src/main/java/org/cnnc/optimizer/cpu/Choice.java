package org.cnnc.optimizer.cpu;

import org.cnnc.optimizer.lower.WinogradTiles;

/** One of several good ways to compute an op. */
public sealed interface Choice {
  /**
   * What it is called in a file: {@code direct 6x4}. Candidates for one op have different names.
   */
  String name();

  /**
   * The op's own sum, a register tile of outputs at a time.
   *
   * @param tile of a depthwise convolution so many pixels by one vector, of a dense layer one row
   *     by so many vectors
   */
  record Direct(RegisterTile tile) implements Choice {
    @Override
    public String name() {
      return "direct " + tile;
    }
  }

  /** A convolution by Winograd's algorithm. */
  record Winograd(WinogradTiles tiles) implements Choice {
    @Override
    public String name() {
      String weights =
          switch (tiles.weightTransform()) {
            case ONCE -> "weights once";
            case BY_TASK -> "weights of %d channels a time".formatted(tiles.weightChannels());
            case IN_REGISTERS -> "weights in registers";
          };
      return "winograd %dx%d, %dx%d chunks of %dx%d tiles in %d, %s"
          .formatted(
              tiles.tilesAtOnce(),
              tiles.vectors(),
              tiles.chunksDown(),
              tiles.chunksAcross(),
              tiles.chunkRows(),
              tiles.chunkColumns(),
              tiles.blocks(),
              weights);
    }
  }
}
