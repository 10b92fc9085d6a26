package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;

/**
 * Keeps the best classes of each image for every output that scores classes: {@code f32[N, K]}, K
 * at least 2.
 */
public final class TopClasses implements OutputSink {
  private final int count;
  private final List<Row> rows = new ArrayList<>();

  /**
   * The best classes of one image, best first.
   *
   * @param image its number, from 0
   */
  public record Row(long image, Port output, List<Score> scores) {
    public Row {
      scores = List.copyOf(scores);
    }
  }

  /** A class and its score; NaN is worse than all else. */
  public record Score(int index, float value) {}

  /**
   * @param count how many classes to keep
   */
  public TopClasses(int count) {
    this.count = count;
  }

  /** Whether an output scores classes. */
  public static boolean scores(Port output) {
    return output.type() == ElementType.F32
        && output.shape().batched()
        && output.shape().dims().size() == 1
        && output.shape().dims().getFirst() > 1;
  }

  @Override
  public void accept(int output, Port port, long first, int images, MemorySegment data) {
    if (!scores(port)) {
      return;
    }
    int classes = port.shape().dims().getFirst();
    for (int i = 0; i < images; i++) {
      long start = (long) i * classes;
      List<Score> scores =
          IntStream.range(0, classes)
              .mapToObj(c -> new Score(c, data.getAtIndex(ValueLayout.JAVA_FLOAT, start + c)))
              .sorted(
                  Comparator.comparing(
                          (Score s) -> Float.isNaN(s.value) ? Float.NEGATIVE_INFINITY : s.value)
                      .reversed())
              .limit(count)
              .toList();
      rows.add(new Row(first + i, port, scores));
    }
  }

  /** All rows: by chunk of images, then by output, then by image. */
  public List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }
}
