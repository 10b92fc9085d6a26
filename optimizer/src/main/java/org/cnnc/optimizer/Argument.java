package org.cnnc.optimizer;

import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Layout;
import org.cnnc.ir.tensor.Value;
import org.cnnc.optimizer.Regions.Region;

/** An argument of a step, before it is known where in the workspace it lies. */
sealed interface Argument {
  record Of(Region region) implements Argument {}

  /** The values of so many images that are worked on together. */
  record Together(int images, Region region) implements Argument {}

  record Weight(Value value, Layout layout) implements Argument {}

  /** Memory that holds nothing before or after a step, by its number. */
  record Scratch(int step, Buffer buffer) implements Argument {}
}
