package org.cnnc.compiler.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.cnnc.compiler.UserException;
import org.cnnc.compiler.run.Elements;
import org.cnnc.compiler.run.ModelRun;
import org.cnnc.runtime.Label;
import org.cnnc.runtime.Model;
import org.cnnc.runtime.Threads;
import org.cnnc.runtime.artifact.Port;
import org.cnnc.runtime.artifact.Shape;

/**
 * How far two builds are apart on the same images.
 *
 * @param tensors what both have: first the layers, in the order in which the first build computes
 *     them, then the outputs
 * @param onlyA the layers and outputs that the second build has not, or in another shape
 * @param onlyB those that the first has not
 * @param classifications for each output that scores classes
 */
public record Comparison(
    long images,
    List<Compared> tensors,
    List<String> onlyA,
    List<String> onlyB,
    List<Classification> classifications) {
  /** The images of one step; enough to keep the threads busy, and few enough to show progress. */
  private static final int MAX_IMAGES = 100;

  /**
   * A layer's result or an output of both builds.
   *
   * @param isLayer whether it is a layer, seen by {@code --layer-outputs}
   */
  public record Compared(String name, boolean isLayer, Shape shape, Difference difference) {}

  public Comparison {
    tensors = List.copyOf(tensors);
    onlyA = List.copyOf(onlyA);
    onlyB = List.copyOf(onlyB);
    classifications = List.copyOf(classifications);
  }

  /** The outputs of both builds. */
  public List<Compared> outputs() {
    return tensors.stream().filter(tensor -> !tensor.isLayer()).toList();
  }

  /** The first layer or output whose error is above this part of its scale. */
  public Optional<Compared> firstAbove(double relativeError) {
    return tensors.stream()
        .filter(tensor -> tensor.difference().relativeError() > relativeError)
        .findFirst();
  }

  /**
   * Runs two builds.
   *
   * @param labels the class of each image, for accuracies
   * @param progress is told how many images are done
   * @throws UserException where they have no output in common, or labels do not fit
   */
  public static Comparison of(
      ModelRun a,
      ModelRun b,
      Threads threads,
      Optional<ImageLabels> labels,
      LongConsumer progress) {
    labels.ifPresent(known -> known.checkCount(a.images()));
    return new Pair(a, b, labels).run(threads, progress);
  }

  /** Two builds and what is known of them so far. */
  private static final class Pair {
    /**
     * A tensor of both.
     *
     * @param classes empty where it scores no classes
     */
    private record Tap(
        Port a, Port b, Difference.Sum difference, Optional<Classification.Sum> classes) {}

    private final ModelRun a;
    private final ModelRun b;
    private final List<Tap> taps = new ArrayList<>();

    Pair(ModelRun a, ModelRun b, Optional<ImageLabels> labels) {
      this.a = a;
      this.b = b;
      for (Port port : a.model().outputs()) {
        counterpart(port, b.model()).ifPresent(other -> taps.add(tap(port, other, labels)));
      }
      if (taps.stream().allMatch(tap -> tap.a.layer().isPresent())) {
        throw new UserException(
            "%s and %s have no output of one name and shape in common"
                .formatted(a.model().name(), b.model().name()),
            "theirs are %s; and %s".formatted(own(a.model()), own(b.model())));
      }
      if (labels.isPresent() && taps.stream().allMatch(tap -> tap.classes.isEmpty())) {
        throw new UserException(
            "--labels: no output of %s scores classes".formatted(a.model().name()),
            "such an output is f32[N, classes]");
      }
    }

    private static Tap tap(Port a, Port b, Optional<ImageLabels> labels) {
      Optional<Classification.Sum> classes =
          Label.fits(a) ? Optional.of(new Classification.Sum(a, b, labels)) : Optional.empty();
      return new Tap(a, b, new Difference.Sum(), classes);
    }

    private static List<Port> own(Model model) {
      return model.outputs().stream().filter(port -> port.layer().isEmpty()).toList();
    }

    /** The tensor of the same name, elements and number of elements. */
    private static Optional<Port> counterpart(Port port, Model other) {
      return other.outputs().stream()
          .filter(each -> each.name().equals(port.name()))
          .filter(each -> each.type() == port.type() && each.shape().equals(port.shape()))
          .filter(each -> !each.isStepTimes())
          .findFirst();
    }

    Comparison run(Threads threads, LongConsumer progress) {
      int chunk = Math.min(MAX_IMAGES, Math.min(a.imagesAtOnce(), b.imagesAtOnce()));
      try (ModelRun.Session runA = a.start(threads, chunk);
          ModelRun.Session runB = b.start(threads, chunk)) {
        for (long first = 0; first < a.images(); first += chunk) {
          progress.accept(first);
          int count = (int) Math.min(chunk, a.images() - first);
          runA.run(first, count);
          runB.run(first, count);
          for (Tap tap : taps) {
            for (int i = 0; i < count; i++) {
              add(tap, first + i, runA.output(tap.a, i), runB.output(tap.b, i));
            }
          }
        }
      }
      return result();
    }

    private static void add(Tap tap, long image, Elements a, Elements b) {
      tap.difference.add(image, a, b);
      tap.classes.ifPresent(classes -> classes.add(image, a, b));
    }

    private Comparison result() {
      List<Compared> layers = new ArrayList<>();
      List<Compared> outputs = new ArrayList<>();
      for (Tap tap : taps) {
        Optional<String> layer = tap.a.layer();
        (layer.isPresent() ? layers : outputs)
            .add(
                new Compared(
                    layer.orElse(tap.a.name()),
                    layer.isPresent(),
                    tap.a.shape(),
                    tap.difference.difference()));
      }
      layers.addAll(outputs);
      return new Comparison(
          a.images(),
          layers,
          missing(a.model(), taps.stream().map(Tap::a).toList()),
          missing(b.model(), taps.stream().map(Tap::b).toList()),
          taps.stream()
              .flatMap(tap -> tap.classes.stream())
              .map(Classification.Sum::classification)
              .toList());
    }

    private static List<String> missing(Model model, List<Port> compared) {
      return model.outputs().stream()
          .filter(port -> !compared.contains(port) && !port.isStepTimes())
          .map(port -> port.layer().orElse(port.name()))
          .toList();
    }
  }
}
