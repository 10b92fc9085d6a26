package org.cnnc.optimizer.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Places for buffers in one block of memory, such that no two share a byte while both live.
 *
 * <p>Each buffer goes into the smallest gap that holds it between those already placed that live at
 * the same time (best fit), the order deciding the quality. The optimum is NP-hard (it is dynamic
 * storage allocation); biggest first is the usual order (Pisarchyk and Lee, "Efficient memory
 * management for deep neural net inference", 2020), and two more are tried because they win on some
 * graphs.
 *
 * @param offsets for each buffer, in the order in which they were given, where it begins in bytes;
 *     multiples of {@link #ALIGNMENT}
 * @param bytes the size of the block; a multiple of {@link #ALIGNMENT}
 */
public record MemoryPlan(List<Long> offsets, long bytes) {
  /** A cache line, and the widest vector of x86: AVX-512's. */
  public static final long ALIGNMENT = 64;

  /** The orders in which buffers are placed; of equal results, the first one's is taken. */
  private static final List<Comparator<Live>> ORDERS =
      List.of(
          Comparator.comparingLong((Live live) -> -live.alignedBytes()),
          Comparator.comparingDouble(
              live -> -(double) live.alignedBytes() * (live.lastStep() - live.firstStep() + 1)),
          Comparator.comparingInt(Live::firstStep));

  public MemoryPlan {
    offsets = List.copyOf(offsets);
  }

  /** The smallest plan that the orders give; the same for the same list. */
  public static MemoryPlan plan(List<Live> buffers) {
    return ORDERS.stream()
        .map(order -> place(buffers, order))
        .min(Comparator.comparingLong(MemoryPlan::bytes))
        .orElseThrow();
  }

  /** The bytes that live at the busiest step, which no plan can be smaller than. */
  public static long lowerBound(List<Live> buffers) {
    // The sum can only grow where a buffer is born.
    return buffers.stream()
        .mapToInt(Live::firstStep)
        .distinct()
        .mapToLong(
            step ->
                buffers.stream()
                    .filter(live -> live.firstStep() <= step && step <= live.lastStep())
                    .mapToLong(Live::alignedBytes)
                    .sum())
        .max()
        .orElse(0);
  }

  private static MemoryPlan place(List<Live> buffers, Comparator<Live> order) {
    // Stable: buffers that the order does not tell apart are placed as they were given.
    List<Integer> sorted =
        IntStream.range(0, buffers.size())
            .boxed()
            .sorted(Comparator.comparing(buffers::get, order))
            .toList();
    long[] offsets = new long[buffers.size()];
    List<Integer> placed = new ArrayList<>();
    long end = 0;
    for (int i : sorted) {
      Live live = buffers.get(i);
      if (live.bytes() > 0) {
        List<Integer> neighbours =
            placed.stream()
                .filter(other -> buffers.get(other).overlaps(live))
                .sorted(Comparator.comparingLong(other -> offsets[other]))
                .toList();
        offsets[i] = bestFit(live.alignedBytes(), neighbours, buffers, offsets);
        end = Math.max(end, offsets[i] + live.alignedBytes());
        placed.add(i);
      }
    }
    return new MemoryPlan(Arrays.stream(offsets).boxed().toList(), end);
  }

  /** The start of the smallest gap between neighbours, sorted by offset, or their end. */
  private static long bestFit(
      long bytes, List<Integer> neighbours, List<Live> buffers, long[] offsets) {
    long best = -1;
    long bestGap = Long.MAX_VALUE;
    long end = 0;
    for (int neighbour : neighbours) {
      long gap = offsets[neighbour] - end;
      if (gap >= bytes && gap < bestGap) {
        best = end;
        bestGap = gap;
      }
      end = Math.max(end, offsets[neighbour] + buffers.get(neighbour).alignedBytes());
    }
    return best >= 0 ? best : end;
  }
}
