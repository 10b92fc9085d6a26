package org.cnnc.optimizer.cpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.ir.target.Target;

/**
 * The tile of outputs that a convolution keeps in vector registers: {@code pixels} output pixels by
 * {@code blocks} vectors of output channels.
 *
 * <p>Each step of the sum loads {@code blocks} vectors of weights, broadcasts one input element a
 * pixel, and does {@code pixels * blocks} multiply-adds. All accumulators, the weights and one
 * broadcast live in registers at once; one register is left free, since LLVM spills at exactly all
 * (measured: 7x4 on 32 registers runs at 80 % of what 6x4 reaches).
 */
public record RegisterTile(int pixels, int blocks) {
  /** A multiply-add takes 4 cycles and two begin in one: fewer chains than 8 leave gaps. */
  private static final int CHAINS = 8;

  private static final int MAX_BLOCKS = 4;

  /**
   * A tile that fits into the registers.
   *
   * @param cost half cycles a step of the sum for one vector of outputs, over a row with its
   *     remainder
   */
  public record Candidate(RegisterTile tile, double cost) {}

  /**
   * The tile with the fewest cycles for a row of {@code width} outputs and {@code channelBlocks}
   * vectors of channels, remainders included. Of equals the one with more blocks, which broadcasts
   * less.
   */
  static RegisterTile choose(int width, int channelBlocks, Target target) {
    return best(candidates(width, channelBlocks, target));
  }

  /** The same for rows of several widths, of the tiles with so many vectors of channels. */
  static RegisterTile choose(List<Integer> widths, List<Integer> blocks, Target target) {
    return best(ofBlocks(widths, blocks, target));
  }

  /** How many vectors a tile may have where there are so many in all, the most first. */
  static List<Integer> divisors(int channelBlocks) {
    return IntStream.rangeClosed(1, Math.min(MAX_BLOCKS, channelBlocks))
        .filter(blocks -> channelBlocks % blocks == 0)
        .boxed()
        .toList()
        .reversed();
  }

  private static RegisterTile best(List<Candidate> candidates) {
    RegisterTile best = new RegisterTile(1, 1);
    double bestCost = Double.POSITIVE_INFINITY;
    for (Candidate candidate : candidates) {
      if (candidate.cost() < bestCost * 0.99) {
        bestCost = candidate.cost();
        best = candidate.tile();
      }
    }
    return best;
  }

  private RegisterTile wider() {
    return new RegisterTile(pixels + 1, blocks);
  }

  /** Whether accumulators, weights and broadcasts stay in registers. */
  boolean fits(Target target) {
    return pixels * blocks + blocks + others(target) <= target.vectorRegisters();
  }

  /**
   * Registers beside accumulators and weights. Those of AArch64 cannot multiply by an element in
   * memory as x86-64's can: LLVM has several broadcasts in flight there, and spills 14x2.
   */
  private static int others(Target target) {
    return switch (target.arch()) {
      // Of OpenCL the CPU kind, for which drivers make code as LLVM does for x86-64.
      case X86_64, OPENCL -> 2;
      case AARCH64 -> 3;
    };
  }

  /** All tiles that {@link #choose} compares: those with most blocks first, and low before tall. */
  static List<Candidate> candidates(int width, int channelBlocks, Target target) {
    return ofBlocks(List.of(width), divisors(channelBlocks), target);
  }

  private static List<Candidate> ofBlocks(
      List<Integer> widths, List<Integer> allBlocks, Target target) {
    int widest = Collections.max(widths);
    List<Candidate> candidates = new ArrayList<>();
    for (int blocks : allBlocks) {
      RegisterTile tile = new RegisterTile(1, blocks);
      for (; tile.pixels <= widest && tile.fits(target); tile = tile.wider()) {
        candidates.add(new Candidate(tile, tile.costPerOutput(widths)));
      }
    }
    return candidates;
  }

  /** Half cycles a step of the sum for one vector of outputs, over a row with its remainder. */
  double costPerOutput(int width) {
    return costPerOutput(List.of(width));
  }

  /** The same over several rows. */
  double costPerOutput(List<Integer> widths) {
    double cycles = 0;
    double outputs = 0;
    for (int width : widths) {
      int rest = width % pixels;
      cycles += Math.floorDiv(width, pixels) * stepCost(pixels) + (rest == 0 ? 0 : stepCost(rest));
      outputs += (double) width * blocks;
    }
    return cycles / outputs;
  }

  private double stepCost(int tilePixels) {
    int multiplyAdds = tilePixels * blocks;
    int loads = tilePixels + blocks;
    // Weights come from farther away than the pixels, so that of equal tiles the taller is better.
    return Math.max(Math.max(multiplyAdds, CHAINS), loads) + blocks / 4.0;
  }

  /** {@code 6x4}. */
  @Override
  public String toString() {
    return pixels + "x" + blocks;
  }
}
