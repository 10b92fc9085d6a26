package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;

/**
 * An input or output of a model.
 *
 * @param pixels how the input is made from an image, if the model says so; never at an output
 * @param labels the names of the classes along the last dimension; empty if the model has none. Of
 *     {@link #STEP_TIMES}, what each step computes
 */
public record Port(
    String name, ElementType type, Shape shape, Optional<Pixels> pixels, List<String> labels) {
  /**
   * The name of the output in which a model that was compiled with {@code --step-times} writes when
   * its steps ended; no model's own output has it.
   */
  public static final String STEP_TIMES = "cnnc.step_times";

  /**
   * What the names of the outputs begin with in which a model that was compiled with {@code
   * --layer-outputs} gives what its layers compute; no model's own output's does.
   */
  public static final String LAYER = "cnnc.layer.";

  public Port {
    labels = List.copyOf(labels);
    Manifest.checkText("name of an input or output", name);
  }

  /** A port with neither pixels nor labels. */
  public static Port of(String name, ElementType type, Shape shape) {
    return new Port(name, type, shape, Optional.empty(), List.of());
  }

  /**
   * The output {@link #STEP_TIMES}: {@code i64[steps + 1, 2]}, the seconds and nanoseconds of a
   * steady clock when the first step began and when each ended.
   *
   * @param layers what each step computes
   */
  public static Port ofStepTimes(List<String> layers) {
    Shape shape = Shape.of(layers.size() + 1, 2);
    return new Port(STEP_TIMES, ElementType.I64, shape, Optional.empty(), layers);
  }

  /** Whether this is what {@link #ofStepTimes} makes. */
  public boolean isStepTimes() {
    return name.equals(STEP_TIMES) && equals(ofStepTimes(labels));
  }

  /** The layer whose result this output is; empty for the model's own. */
  public Optional<String> layer() {
    return name.startsWith(LAYER) ? Optional.of(name.substring(LAYER.length())) : Optional.empty();
  }

  /** The bytes of one image; for a shape without a batch, the bytes of the tensor. */
  public long bytes() {
    return shape.elements() * type.bytes();
  }

  /** Such as {@code image: f32[N, 1, 28, 28]}, as the model declares it. */
  @Override
  public String toString() {
    return name + ": " + type + shape;
  }
}
