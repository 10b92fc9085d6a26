package org.cnnc.compiler.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drawings can be read: boxes lie apart, lines lead down past them, and few cross. */
class LayeredDrawingTest {
  private static final Size BOX = new Size(100, 30);

  @Test
  void aChainIsStraight() {
    LayeredDrawing drawing = LayeredDrawing.of(boxes(4), edges(0, 1, 1, 2, 2, 3));

    assertEquals(1, drawing.corners().stream().map(Point::x).distinct().count(), drawing::toString);
    assertTrue(drawing.width() < 2 * BOX.width(), drawing::toString);
  }

  @Test
  void aShortcutPassesTheBoxesBesideIt() {
    LayeredDrawing drawing = LayeredDrawing.of(boxes(5), edges(0, 1, 1, 2, 2, 3, 3, 4, 0, 4));

    List<Point> shortcut = drawing.routes().getLast();
    assertEquals(2 + 2 * 3, shortcut.size(), "two points in each row between");
    assertEquals(
        1,
        shortcut.subList(1, shortcut.size() - 1).stream().map(Point::x).distinct().count(),
        "straight past them: " + shortcut);
    assertReadable(boxes(5), drawing);
  }

  @Test
  void branchesThatCanBeApartDoNotCross() {
    // Four branches of two boxes, named so that their first order crosses everywhere.
    List<Edge> edges =
        edges(0, 1, 0, 2, 0, 3, 0, 4, 1, 8, 2, 7, 3, 6, 4, 5, 5, 9, 6, 9, 7, 9, 8, 9);

    assertEquals(0, LayeredDrawing.of(boxes(10), edges).crossings());
  }

  @Test
  void nothingIsDrawnToo() {
    LayeredDrawing drawing = LayeredDrawing.of(List.of(), List.of());

    assertTrue(drawing.corners().isEmpty() && drawing.width() > 0 && drawing.height() > 0);
  }

  @Test
  void anEdgeThatLeadsUpIsRefused() {
    List<Edge> up = List.of(new Edge(1, 0));

    assertThrows(IllegalArgumentException.class, () -> LayeredDrawing.of(boxes(2), up));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomGraphsAreReadable(int seed) {
    Random random = new Random(seed);
    int count = 2 + random.nextInt(60);
    List<Size> sizes =
        IntStream.range(0, count)
            .mapToObj(_ -> new Size(40 + random.nextInt(160), 20 + random.nextInt(30)))
            .toList();
    Set<Edge> edges = new HashSet<>();
    for (int to = 1; to < count; to++) {
      for (int i = 0; i <= random.nextInt(3); i++) {
        edges.add(new Edge(random.nextInt(4) == 0 ? random.nextInt(to) : to - 1, to));
      }
    }
    List<Edge> sorted = new ArrayList<>(edges);
    sorted.sort((a, b) -> a.to() != b.to() ? a.to() - b.to() : a.from() - b.from());

    LayeredDrawing drawing = LayeredDrawing.of(sizes, sorted);

    assertReadable(sizes, drawing);
    assertEquals(drawing, LayeredDrawing.of(sizes, sorted), "the same each time");
  }

  @Test
  void veryManyLongEdgesEndInTime() {
    int count = 800;
    List<Edge> edges = new ArrayList<>();
    for (int to = 1; to < count; to++) {
      edges.add(new Edge(to - 1, to));
      edges.add(new Edge(0, to));
    }

    assertEquals(count, LayeredDrawing.of(boxes(count), List.copyOf(edges)).corners().size());
  }

  private static List<Size> boxes(int count) {
    return IntStream.range(0, count).mapToObj(_ -> BOX).toList();
  }

  /** Pairs of from and to. */
  private static List<Edge> edges(int... ends) {
    return IntStream.range(0, ends.length / 2)
        .mapToObj(i -> new Edge(ends[2 * i], ends[2 * i + 1]))
        .toList();
  }

  private static void assertReadable(List<Size> sizes, LayeredDrawing drawing) {
    for (int a = 0; a < sizes.size(); a++) {
      Point corner = drawing.corners().get(a);
      Size size = sizes.get(a);
      assertTrue(corner.x() >= 0 && corner.x() + size.width() <= drawing.width(), "within: " + a);
      assertTrue(corner.y() >= 0 && corner.y() + size.height() <= drawing.height(), "within: " + a);
      for (int b = 0; b < a; b++) {
        boolean apart =
            isApart(corner.x(), size.width(), drawing.corners().get(b).x(), sizes.get(b).width())
                || isApart(
                    corner.y(), size.height(), drawing.corners().get(b).y(), sizes.get(b).height());
        assertTrue(apart, "boxes %d and %d overlap".formatted(a, b));
      }
    }
    for (List<Point> route : drawing.routes()) {
      for (int i = 1; i < route.size(); i++) {
        assertTrue(route.get(i - 1).y() <= route.get(i).y(), "leads down: " + route);
      }
      for (int i = 1; i + 1 < route.size() - 1; i += 2) {
        assertPassesBeside(route.get(i), route.get(i + 1), sizes, drawing);
      }
    }
  }

  private static boolean isApart(int a, int sizeOfA, int b, int sizeOfB) {
    return a + sizeOfA <= b || b + sizeOfB <= a;
  }

  private static void assertPassesBeside(
      Point top, Point bottom, List<Size> sizes, LayeredDrawing drawing) {
    for (int i = 0; i < sizes.size(); i++) {
      Point corner = drawing.corners().get(i);
      boolean beside =
          isApart(corner.x(), sizes.get(i).width(), top.x(), 0)
              || isApart(corner.y(), sizes.get(i).height(), top.y(), bottom.y() - top.y());
      assertTrue(beside, "the line at %s runs through box %d".formatted(top, i));
    }
  }
}
