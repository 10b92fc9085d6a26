package org.cnnc.optimizer.lower;

import java.util.List;
import java.util.stream.Stream;
import org.cnnc.ir.op.Winograd;

/**
 * Neighbouring points of one direction in which the same of a block's rows or columns of tiles take
 * part.
 *
 * @param first the number of the first one
 * @param count how many there are
 * @param tiles how many rows or columns, from the first one on
 */
record PointRange(int first, int count, int tiles) {
  /**
   * All of the 6, by the tiles that take part in them.
   *
   * @param tiles how many rows or columns of tiles there are
   * @param last the outputs of the last one
   */
  static List<PointRange> of(int tiles, int last) {
    int all = Winograd.points(last);
    return Stream.of(
            new PointRange(0, all, tiles), new PointRange(all, Winograd.INPUT - all, tiles - 1))
        .filter(points -> points.count > 0 && points.tiles > 0)
        .toList();
  }

  boolean contains(int number) {
    return number >= first && number < first + count;
  }
}
