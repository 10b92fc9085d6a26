package org.cnnc.compiler.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a drawing. A vertex is a box, or the bend of an edge in a row that it passes; bends
 * come after the boxes. Each edge then leads from a vertex to one of the next row.
 */
final class Rows {
  /** So much room an edge has between two boxes that it passes. */
  private static final int BEND_WIDTH = 10;

  /**
   * Where edges pass more rows than this altogether, long ones are not led around the boxes: a
   * drawing of that many bends would take minutes, and show nothing.
   */
  private static final int MAX_BENDS = 60_000;

  private static final int LONG = 50;

  private final List<Size> sizes;
  private final int[] rows;
  private final List<List<Integer>> bends = new ArrayList<>();
  private final List<List<Integer>> above = new ArrayList<>();
  private final List<List<Integer>> below = new ArrayList<>();
  private int[][] order = {};
  private int[] positions = {};

  private Rows(List<Size> sizes, int[] rows) {
    this.sizes = sizes;
    this.rows = rows;
  }

  /** Each box as high as can be: one row below the lowest box that leads to it. */
  static Rows of(List<Size> sizes, List<Edge> edges) {
    int[] depth = new int[sizes.size()];
    List<Edge> sorted = new ArrayList<>(edges);
    sorted.sort((a, b) -> Integer.compare(a.from(), b.from()));
    long passed = 0;
    for (Edge edge : sorted) {
      if (edge.from() >= edge.to()) {
        throw new IllegalArgumentException("an edge that leads up: " + edge);
      }
      depth[edge.to()] = Math.max(depth[edge.to()], depth[edge.from()] + 1);
    }
    for (Edge edge : edges) {
      passed += depth[edge.to()] - depth[edge.from()] - 1;
    }
    int longest = passed > MAX_BENDS ? LONG : Integer.MAX_VALUE;
    return new Rows(sizes, depth).withBends(edges, longest);
  }

  private Rows withBends(List<Edge> edges, int longest) {
    List<Integer> all = new ArrayList<>();
    Arrays.stream(rows).forEach(all::add);
    sizes.forEach(
        _ -> {
          above.add(new ArrayList<>());
          below.add(new ArrayList<>());
        });
    for (Edge edge : edges) {
      List<Integer> path = new ArrayList<>();
      int first = rows[edge.from()] + 1;
      int end = rows[edge.to()];
      if (end - first < longest) {
        int last = edge.from();
        for (int row = first; row < end; row++) {
          path.add(all.size());
          above.add(new ArrayList<>());
          below.add(new ArrayList<>());
          connect(last, all.size());
          last = all.size();
          all.add(row);
        }
        connect(last, edge.to());
      }
      bends.add(List.copyOf(path));
    }
    Rows complete = new Rows(sizes, all.stream().mapToInt(row -> row).toArray());
    complete.bends.addAll(bends);
    complete.above.addAll(above);
    complete.below.addAll(below);
    complete.sortByVertex();
    return complete;
  }

  private void connect(int from, int to) {
    below.get(from).add(to);
    above.get(to).add(from);
  }

  private void sortByVertex() {
    int count = Arrays.stream(rows).max().orElse(-1) + 1;
    List<List<Integer>> lists = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      lists.add(new ArrayList<>());
    }
    for (int v = 0; v < rows.length; v++) {
      lists.get(rows[v]).add(v);
    }
    setOrder(
        lists.stream().map(list -> list.stream().mapToInt(v -> v).toArray()).toArray(int[][]::new));
  }

  int count() {
    return order.length;
  }

  int vertices() {
    return rows.length;
  }

  boolean isBend(int vertex) {
    return vertex >= sizes.size();
  }

  int row(int vertex) {
    return rows[vertex];
  }

  int width(int vertex) {
    return isBend(vertex) ? BEND_WIDTH : sizes.get(vertex).width();
  }

  /** The bends of an edge, downwards. */
  List<Integer> bends(int edge) {
    return bends.get(edge);
  }

  /** The vertices of the row above that lead to this one. */
  List<Integer> above(int vertex) {
    return above.get(vertex);
  }

  List<Integer> below(int vertex) {
    return below.get(vertex);
  }

  /** The vertices of each row from left to right; not to be changed. */
  int[][] order() {
    return order;
  }

  /** How many vertices of its row are to the left of this one. */
  int position(int vertex) {
    return positions[vertex];
  }

  void setOrder(int[][] newOrder) {
    order = newOrder;
    positions = new int[rows.length];
    for (int[] row : order) {
      for (int i = 0; i < row.length; i++) {
        positions[row[i]] = i;
      }
    }
  }
}
