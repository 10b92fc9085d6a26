package org.cnnc.compiler.drawing;

import java.util.ArrayList;
import java.util.List;

/** Blocks of aligned vertices, and how far each must be from the one to its left. */
final class Blocks {
  private record Neighbour(int block, double distance) {}

  private final List<List<Neighbour>> left = new ArrayList<>();
  private final List<List<Neighbour>> right = new ArrayList<>();

  Blocks(int count) {
    for (int i = 0; i < count; i++) {
      left.add(new ArrayList<>());
      right.add(new ArrayList<>());
    }
  }

  void add(int leftBlock, int rightBlock, double distance) {
    right.get(leftBlock).add(new Neighbour(rightBlock, distance));
    left.get(rightBlock).add(new Neighbour(leftBlock, distance));
  }

  /** The place of each block: as far left as it can be, then as far right as its neighbours let. */
  double[] places() {
    List<Integer> sorted = fromLeft();
    double[] places = new double[left.size()];
    for (int block : sorted) {
      for (Neighbour n : left.get(block)) {
        places[block] = Math.max(places[block], places[n.block()] + n.distance());
      }
    }
    for (int block : sorted.reversed()) {
      double limit = Double.POSITIVE_INFINITY;
      for (Neighbour n : right.get(block)) {
        limit = Math.min(limit, places[n.block()] - n.distance());
      }
      if (limit < Double.POSITIVE_INFINITY) {
        places[block] = Math.max(places[block], limit);
      }
    }
    return places;
  }

  /** All blocks, each after those to its left. */
  private List<Integer> fromLeft() {
    int[] waiting = new int[left.size()];
    List<Integer> sorted = new ArrayList<>();
    for (int block = 0; block < waiting.length; block++) {
      waiting[block] = left.get(block).size();
      if (waiting[block] == 0) {
        sorted.add(block);
      }
    }
    for (int i = 0; i < sorted.size(); i++) {
      for (Neighbour n : right.get(sorted.get(i))) {
        if (--waiting[n.block()] == 0) {
          sorted.add(n.block());
        }
      }
    }
    return sorted;
  }
}
