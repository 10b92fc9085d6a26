package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.Optional;

/**
 * An input or output of a model.
 *
 * @param pixels how the input is made from an image, if the model says so; never at an output
 * @param labels the names of the classes along the last dimension; empty if the model has none
 */
public record Port(
    String name, ElementType type, Shape shape, Optional<Pixels> pixels, List<String> labels) {
  public Port {
    labels = List.copyOf(labels);
    Manifest.checkText("name of an input or output", name);
  }

  /** A port with neither pixels nor labels. */
  public static Port of(String name, ElementType type, Shape shape) {
    return new Port(name, type, shape, Optional.empty(), List.of());
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
