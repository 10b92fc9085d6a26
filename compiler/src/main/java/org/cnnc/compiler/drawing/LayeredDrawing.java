package org.cnnc.compiler.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A directed graph drawn in rows, every edge leading down (Sugiyama, Tagawa and Toda, Methods for
 * Visual Understanding of Hierarchical System Structures, 1981): boxes get rows ({@link Rows}),
 * rows an order with few crossings ({@link Crossings}), boxes their places in the rows such that
 * long edges are straight ({@link Columns}). The same graph always gives the same drawing.
 *
 * @param corners the upper left corner of each box, in the order in which the boxes were given
 * @param routes for each edge, in the order given, the points that it leads through: from the
 *     bottom of a box, past the boxes of the rows between, where it is vertical, to the top of a
 *     box
 */
public record LayeredDrawing(List<Point> corners, List<List<Point>> routes, int width, int height) {
  /** Between two rows: room for lines to change places, and for the type of what flows. */
  private static final int ROW_GAP = 26;

  private static final int MARGIN = 12;

  public LayeredDrawing {
    corners = List.copyOf(corners);
    routes = List.copyOf(routes);
  }

  /**
   * Draws a graph without cycles.
   *
   * @param edges each from a box to one that comes later in the list
   */
  public static LayeredDrawing of(List<Size> sizes, List<Edge> edges) {
    Rows rows = Rows.of(sizes, edges);
    Crossings.reduce(rows);
    double[] centres = Columns.assign(rows);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int v = 0; v < centres.length; v++) {
      least = Math.min(least, centres[v] - rows.width(v) / 2.0);
    }
    int[] x = new int[centres.length];
    for (int v = 0; v < centres.length; v++) {
      x[v] = (int) Math.round(centres[v] - least) + MARGIN;
      most = Math.max(most, x[v] + rows.width(v) / 2.0);
    }
    return place(sizes, edges, rows, x, (int) Math.ceil(most) + MARGIN);
  }

  private static LayeredDrawing place(
      List<Size> sizes, List<Edge> edges, Rows rows, int[] x, int width) {
    int[] heights = new int[rows.count()];
    for (int v = 0; v < sizes.size(); v++) {
      heights[rows.row(v)] = Math.max(heights[rows.row(v)], sizes.get(v).height());
    }
    int[] tops = new int[heights.length];
    int y = MARGIN;
    for (int row = 0; row < heights.length; row++) {
      tops[row] = y;
      y += heights[row] + ROW_GAP;
    }
    List<Point> corners = new ArrayList<>();
    for (int v = 0; v < sizes.size(); v++) {
      Size size = sizes.get(v);
      int down = (heights[rows.row(v)] - size.height()) / 2;
      corners.add(new Point(x[v] - size.width() / 2, tops[rows.row(v)] + down));
    }
    List<List<Point>> routes = new ArrayList<>();
    for (int e = 0; e < edges.size(); e++) {
      List<Point> route = new ArrayList<>();
      int from = edges.get(e).from();
      int to = edges.get(e).to();
      route.add(new Point(x[from], corners.get(from).y() + sizes.get(from).height()));
      for (int bend : rows.bends(e)) {
        int row = rows.row(bend);
        route.add(new Point(x[bend], tops[row]));
        route.add(new Point(x[bend], tops[row] + heights[row]));
      }
      route.add(new Point(x[to], corners.get(to).y()));
      routes.add(List.copyOf(route));
    }
    int height = sizes.isEmpty() ? 2 * MARGIN : y - ROW_GAP + MARGIN;
    return new LayeredDrawing(corners, routes, sizes.isEmpty() ? 2 * MARGIN : width, height);
  }

  /** How often two edges cross; the measure of a drawing's order. */
  public long crossings() {
    long crossings = 0;
    List<int[]> pieces = new ArrayList<>();
    for (List<Point> route : routes) {
      for (int i = 0; i + 1 < route.size(); i += 2) {
        Point from = route.get(i);
        Point to = route.get(i + 1);
        pieces.add(new int[] {from.x(), to.x(), from.y()});
      }
    }
    for (int[] a : pieces) {
      for (int[] b : pieces) {
        boolean sameGap = Math.abs(a[2] - b[2]) < ROW_GAP;
        if (sameGap && a[0] < b[0] && a[1] > b[1]) {
          crossings++;
        }
      }
    }
    return crossings;
  }

  @Override
  public String toString() {
    return "%dx%d %s".formatted(width, height, Arrays.toString(corners.toArray()));
  }
}
