package org.cnnc.compiler.compare;

import java.util.List;
import java.util.Optional;
import org.cnnc.compiler.run.Elements;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.artifact.Port;

/**
 * How two builds classify the same images, by an output that scores classes.
 *
 * @param output its name
 * @param same of how many images both find the same class first
 * @param a how often the first build is right; empty where the images have no labels
 */
public record Classification(
    String output, long images, long same, Optional<Accuracy> a, Optional<Accuracy> b) {
  private static final int FIVE = 5;

  /**
   * How often a build is right.
   *
   * @param top1 of how many images the label is the first class
   * @param top5 of how many it is among the first five
   */
  public record Accuracy(long top1, long top5) {}

  /** The images of which both builds find the same class first, in percent. */
  public double agreement() {
    return percent(same);
  }

  /** A number of these images in percent. */
  public double percent(long count) {
    return images == 0 ? 0 : 100.0 * count / images;
  }

  /** How many points fewer the second build is right, first classes counted; 0 without labels. */
  public double drop() {
    return a.isEmpty() ? 0 : percent(a.get().top1()) - percent(b.orElseThrow().top1());
  }

  /** Adds up images, one after the other. */
  static final class Sum {
    private final Port a;
    private final Port b;
    private final Optional<ImageLabels> labels;
    private final Right rightA = new Right();
    private final Right rightB = new Right();
    private long images;
    private long same;

    Sum(Port a, Port b, Optional<ImageLabels> labels) {
      this.a = a;
      this.b = b;
      this.labels = labels;
    }

    void add(long image, Elements scoresA, Elements scoresB) {
      List<Label> rankedA = scoresA.ranked(a);
      List<Label> rankedB = scoresB.ranked(b);
      images++;
      same += rankedA.getFirst().index() == rankedB.getFirst().index() ? 1 : 0;
      labels.ifPresent(
          known -> {
            rightA.add(rankedA, known.classOf(image, a));
            rightB.add(rankedB, known.classOf(image, b));
          });
    }

    Classification classification() {
      return new Classification(
          a.name(),
          images,
          same,
          labels.map(_ -> rightA.accuracy()),
          labels.map(_ -> rightB.accuracy()));
    }
  }

  /** Counts right answers of one build. */
  private static final class Right {
    private long top1;
    private long top5;

    void add(List<Label> ranked, int label) {
      top1 += ranked.getFirst().index() == label ? 1 : 0;
      top5 += ranked.stream().limit(FIVE).anyMatch(each -> each.index() == label) ? 1 : 0;
    }

    Accuracy accuracy() {
      return new Accuracy(top1, top5);
    }
  }
}
