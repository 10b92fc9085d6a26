package org.cnnc.compiler.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where vertices lie in their rows (Brandes and Köpf, Fast and Simple Horizontal Coordinate
 * Assignment, 2001). Each vertex is aligned with a middle one of its neighbours, four times: by the
 * neighbours above or below, from the left or from the right; aligned vertices form vertical
 * blocks, which are moved together as far as they go. A vertex then gets the middle of its four
 * places. An edge that passes many rows is straight between its ends.
 */
final class Columns {
  private static final int GAP = 14;

  private final Rows rows;
  private final Set<Long> conflicts = new HashSet<>();

  private Columns(Rows rows) {
    this.rows = rows;
  }

  /** The centre of each vertex. */
  static double[] assign(Rows rows) {
    Columns columns = new Columns(rows);
    columns.markConflicts();
    List<double[]> layouts = new ArrayList<>();
    for (boolean byAbove : new boolean[] {true, false}) {
      for (boolean fromLeft : new boolean[] {true, false}) {
        layouts.add(columns.layout(byAbove, fromLeft));
      }
    }
    return columns.middle(layouts);
  }

  /** Edges that cross a piece between two bends do not pull: bends are straight first. */
  private void markConflicts() {
    for (int row = 1; row < rows.count(); row++) {
      int[] vertices = rows.order()[row];
      int last = -1;
      int done = 0;
      for (int i = 0; i < vertices.length; i++) {
        int inner = innerAbove(vertices[i]);
        if (inner < 0 && i < vertices.length - 1) {
          continue;
        }
        int limit = inner < 0 ? Integer.MAX_VALUE : rows.position(inner);
        for (; done <= i; done++) {
          for (int above : rows.above(vertices[done])) {
            int position = rows.position(above);
            boolean isInner = rows.isBend(above) && rows.isBend(vertices[done]);
            if (!isInner && (position < last || position > limit)) {
              conflicts.add(edge(above, vertices[done]));
            }
          }
        }
        last = limit;
      }
    }
  }

  private int innerAbove(int vertex) {
    return rows.isBend(vertex) && rows.isBend(rows.above(vertex).getFirst())
        ? rows.above(vertex).getFirst()
        : -1;
  }

  private long edge(int above, int below) {
    return (long) above * rows.vertices() + below;
  }

  private double[] layout(boolean byAbove, boolean fromLeft) {
    int[][] order = Arrays.stream(rows.order()).map(int[]::clone).toArray(int[][]::new);
    if (!fromLeft) {
      Arrays.stream(order).forEach(Columns::reverse);
    }
    int[] roots = align(order, byAbove);
    double[] x = compact(order, roots);
    if (!fromLeft) {
      for (int v = 0; v < x.length; v++) {
        x[v] = -x[v];
      }
    }
    return x;
  }

  private static void reverse(int[] row) {
    for (int i = 0, j = row.length - 1; i < j; i++, j--) {
      int left = row[i];
      row[i] = row[j];
      row[j] = left;
    }
  }

  /** For each vertex the first one of the block that it is aligned with. */
  private int[] align(int[][] order, boolean byAbove) {
    int[] roots = new int[rows.vertices()];
    int[] next = new int[rows.vertices()];
    int[] positions = new int[rows.vertices()];
    for (int[] row : order) {
      for (int i = 0; i < row.length; i++) {
        roots[row[i]] = row[i];
        next[row[i]] = row[i];
        positions[row[i]] = i;
      }
    }
    for (int step = 1; step < order.length; step++) {
      int[] row = order[byAbove ? step : order.length - 1 - step];
      int reached = -1;
      for (int v : row) {
        List<Integer> neighbours = neighbours(v, byAbove, positions);
        int count = neighbours.size();
        for (int m = (count - 1) / 2; count > 0 && m <= count / 2; m++) {
          int u = neighbours.get(m);
          boolean marked = conflicts.contains(byAbove ? edge(u, v) : edge(v, u));
          if (next[v] == v && !marked && reached < positions[u]) {
            next[u] = v;
            roots[v] = roots[u];
            next[v] = roots[v];
            reached = positions[u];
          }
        }
      }
    }
    return roots;
  }

  private List<Integer> neighbours(int vertex, boolean byAbove, int[] positions) {
    List<Integer> neighbours = new ArrayList<>(byAbove ? rows.above(vertex) : rows.below(vertex));
    neighbours.sort(Comparator.comparingInt(u -> positions[u]));
    return neighbours;
  }

  /** Blocks as far to the left as their neighbours allow, then to the right where there is room. */
  private double[] compact(int[][] order, int[] roots) {
    Blocks blocks = new Blocks(rows.vertices());
    for (int[] row : order) {
      for (int i = 0; i + 1 < row.length; i++) {
        double distance = (rows.width(row[i]) + rows.width(row[i + 1])) / 2.0 + GAP;
        blocks.add(roots[row[i]], roots[row[i + 1]], distance);
      }
    }
    double[] places = blocks.places();
    double[] x = new double[roots.length];
    for (int v = 0; v < x.length; v++) {
      x[v] = places[roots[v]];
    }
    return x;
  }

  /** The four layouts moved to where the narrowest lies, and of each vertex's places the middle. */
  private double[] middle(List<double[]> layouts) {
    int n = rows.vertices();
    double[] least = new double[layouts.size()];
    double[] most = new double[layouts.size()];
    int narrowest = 0;
    for (int l = 0; l < layouts.size(); l++) {
      least[l] = Double.POSITIVE_INFINITY;
      most[l] = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < n; v++) {
        least[l] = Math.min(least[l], layouts.get(l)[v] - rows.width(v) / 2.0);
        most[l] = Math.max(most[l], layouts.get(l)[v] + rows.width(v) / 2.0);
      }
      if (most[l] - least[l] < most[narrowest] - least[narrowest]) {
        narrowest = l;
      }
    }
    double[] centres = new double[n];
    double[] places = new double[layouts.size()];
    for (int v = 0; v < n; v++) {
      for (int l = 0; l < places.length; l++) {
        // The even ones were pushed to the left, the odd ones to the right.
        double shift = l % 2 == 0 ? least[narrowest] - least[l] : most[narrowest] - most[l];
        places[l] = layouts.get(l)[v] + shift;
      }
      Arrays.sort(places);
      centres[v] = (places[1] + places[2]) / 2;
    }
    return centres;
  }
}
