package org.cnnc.compiler.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Orders the vertices of each row so that few edges cross: sweeps down and up sort each row by
 * where the neighbours in the row before are on average, then neighbours change places where that
 * helps.
 */
final class Crossings {
  /** Later sweeps rarely help. */
  private static final int SWEEPS = 12;

  private final Rows rows;

  private Crossings(Rows rows) {
    this.rows = rows;
  }

  static void reduce(Rows rows) {
    new Crossings(rows).reduce();
  }

  private void reduce() {
    int[][] best = copy(rows.order());
    long fewest = count(best);
    for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < rows.count(); i++) {
        sort(down ? i : rows.count() - 1 - i, down);
      }
      exchange();
      long now = count(rows.order());
      if (now < fewest) {
        fewest = now;
        best = copy(rows.order());
      }
    }
    rows.setOrder(best);
  }

  private static int[][] copy(int[][] order) {
    return Arrays.stream(order).map(int[]::clone).toArray(int[][]::new);
  }

  /** Sorts a row by the average position of each vertex's neighbours; one without keeps its own. */
  private void sort(int row, boolean byAbove) {
    int[] vertices = rows.order()[row];
    double[] keys = new double[vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      List<Integer> neighbours = byAbove ? rows.above(vertices[i]) : rows.below(vertices[i]);
      keys[i] = neighbours.stream().mapToInt(rows::position).average().orElse(i);
    }
    int[] sorted =
        IntStream.range(0, vertices.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> keys[i]))
            .mapToInt(i -> vertices[i])
            .toArray();
    int[][] order = rows.order();
    order[row] = sorted;
    rows.setOrder(order);
  }

  /** Neighbours in a row change places where fewer of their edges cross then. */
  private void exchange() {
    boolean improved = true;
    for (int round = 0; improved && round < SWEEPS; round++) {
      improved = false;
      int[][] order = rows.order();
      for (int[] row : order) {
        for (int i = 0; i + 1 < row.length; i++) {
          int left = row[i];
          int right = row[i + 1];
          if (between(right, left) < between(left, right)) {
            row[i] = right;
            row[i + 1] = left;
            improved = true;
          }
        }
      }
      rows.setOrder(order);
    }
  }

  /** The crossings of the edges of two vertices, the one to the left of the other. */
  private long between(int left, int right) {
    return inversions(rows.above(left), rows.above(right))
        + inversions(rows.below(left), rows.below(right));
  }

  private long inversions(List<Integer> left, List<Integer> right) {
    long crossings = 0;
    for (int l : left) {
      for (int r : right) {
        crossings += rows.position(l) > rows.position(r) ? 1 : 0;
      }
    }
    return crossings;
  }

  /** All crossings: in each row, inversions of the edges' lower ends, counted by insertion. */
  private long count(int[][] order) {
    long crossings = 0;
    for (int[] row : order) {
      List<Integer> ends = new ArrayList<>();
      for (int vertex : row) {
        ends.addAll(rows.below(vertex).stream().map(rows::position).sorted().toList());
      }
      crossings += Inversions.of(ends);
    }
    return crossings;
  }

  /** Counts pairs in the wrong order, by a tree of partial sums (Fenwick). */
  private static final class Inversions {
    private final long[] sums;

    private Inversions(int size) {
      sums = new long[size + 1];
    }

    static long of(List<Integer> numbers) {
      int size = numbers.stream().mapToInt(n -> n).max().orElse(0) + 1;
      Inversions seen = new Inversions(size);
      long inversions = 0;
      for (int i = 0; i < numbers.size(); i++) {
        inversions += i - seen.upTo(numbers.get(i));
        seen.add(numbers.get(i));
      }
      return inversions;
    }

    private void add(int number) {
      for (int i = number + 1; i < sums.length; i += i & -i) {
        sums[i]++;
      }
    }

    private long upTo(int number) {
      long sum = 0;
      for (int i = number + 1; i > 0; i -= i & -i) {
        sum += sums[i];
      }
      return sum;
    }
  }
}
