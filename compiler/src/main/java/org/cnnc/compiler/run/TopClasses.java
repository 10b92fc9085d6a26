package org.cnnc.compiler.run;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.artifact.Port;

/** Keeps the best classes of each image for every output that scores classes. */
public final class TopClasses implements OutputSink {
  private final int count;
  private final List<Row> rows = new ArrayList<>();

  /**
   * The best classes of one image, best first.
   *
   * @param image its number, from 0
   */
  public record Row(long image, Port output, List<Label> labels) {
    public Row {
      labels = List.copyOf(labels);
    }
  }

  /**
   * @param count how many classes to keep
   */
  public TopClasses(int count) {
    this.count = count;
  }

  @Override
  public void accept(int output, Port port, long first, int images, MemorySegment data) {
    if (!Label.fits(port)) {
      return;
    }
    for (int i = 0; i < images; i++) {
      MemorySegment image = data.asSlice(i * port.bytes(), port.bytes());
      rows.add(new Row(first + i, port, Label.ranked(port, image).stream().limit(count).toList()));
    }
  }

  /** All rows: by chunk of images, then by output, then by image. */
  public List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }
}
