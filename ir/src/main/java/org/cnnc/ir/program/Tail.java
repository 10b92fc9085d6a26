package org.cnnc.ir.program;

import java.util.List;

/**
 * The last steps of a program, where they can be taken for several images of a batch at once: dense
 * layers then read their weights once for all of these. What the steps before have computed lies in
 * {@link Place.Gathered} by then.
 *
 * @param first the position of the first of these steps among the program's
 * @param blocks the same for several images, those for most of them first; empty where images are
 *     only worked on one by one
 */
public record Tail(int first, List<Block> blocks) {
  /** No step takes several images. */
  public static final Tail NONE = new Tail(0, List.of());

  public Tail {
    blocks = List.copyOf(blocks);
  }

  /**
   * The last steps for so many images.
   *
   * @param steps their arguments begin with the first of the images; in inputs, outputs and the
   *     workspace the images lie one after another
   */
  public record Block(int images, List<Step> steps) {
    public Block {
      steps = List.copyOf(steps);
    }
  }

  /** How many of the images that are left are worked on next: those of the largest block. */
  public int imagesOf(long left) {
    return blocks.stream().mapToInt(Block::images).filter(n -> n <= left).findFirst().orElse(1);
  }

  /** The last steps for so many images, of those that {@link #imagesOf} gives; one's are none. */
  public List<Step> steps(int images) {
    return blocks.stream()
        .filter(block -> block.images == images)
        .findFirst()
        .map(Block::steps)
        .orElse(List.of());
  }
}
