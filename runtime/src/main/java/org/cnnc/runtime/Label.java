package org.cnnc.runtime;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cnnc.runtime.artifact.ElementType;
import org.cnnc.runtime.artifact.Port;

/**
 * A class that an output scores, with its score for one image.
 *
 * @param index its place in the output, from 0
 * @param name as the model's {@code labels} say; the index where they do not
 * @param score the output's element as it is: a probability only if the model ends in a softmax
 */
public record Label(int index, String name, float score) {
  /**
   * Greater scores come first, and NaN after all; equal scores stay in the order of the classes.
   */
  private static final Comparator<Label> BEST_FIRST =
      Comparator.comparing(
              (Label label) -> Float.isNaN(label.score) ? Float.NEGATIVE_INFINITY : label.score)
          .reversed();

  /**
   * Whether an output scores classes: it is the model's own, and {@code f32[N, K]} or {@code f32[1,
   * K]}, K above 1.
   */
  public static boolean fits(Port output) {
    List<Integer> dims = output.shape().dims();
    boolean oneRow = output.shape().batched() ? dims.size() == 1 : isRow(dims);
    return oneRow
        && output.layer().isEmpty()
        && output.type() == ElementType.F32
        && dims.getLast() > 1;
  }

  private static boolean isRow(List<Integer> dims) {
    return dims.size() == 2 && dims.getFirst() == 1;
  }

  /**
   * All classes of an image, best first.
   *
   * @param output what {@link #fits}
   * @param scores one image's
   */
  public static List<Label> ranked(Port output, MemorySegment scores) {
    return IntStream.range(0, output.shape().dims().getLast())
        .mapToObj(i -> new Label(i, nameOf(output, i), scores.getAtIndex(JAVA_FLOAT, i)))
        .sorted(BEST_FIRST)
        .toList();
  }

  private static String nameOf(Port output, int index) {
    return index < output.labels().size() ? output.labels().get(index) : Integer.toString(index);
  }
}
