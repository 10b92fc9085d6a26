package org.cnnc.compiler.summary;

/**
 * How much of a model's input one element of a tensor can depend on, padding not cut off.
 *
 * <p>Sizes are in elements of the input's rows and columns. Where branches join, the larger field
 * counts.
 */
public sealed interface ReceptiveField {
  /** Nothing: the value does not depend on the input. */
  record None() implements ReceptiveField {}

  /** A rectangle of the input; a fraction of an element after upsampling. */
  record Local(double height, double width) implements ReceptiveField {}

  /** All of the input. */
  record Whole() implements ReceptiveField {}
}
