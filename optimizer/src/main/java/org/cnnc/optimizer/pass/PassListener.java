package org.cnnc.optimizer.pass;

import org.cnnc.ir.Graph;

/** Watches passes, which know nothing of it. */
public interface PassListener {
  /** Called before a pass runs on {@code graph}. */
  default void before(GraphPass pass, Graph graph) {}

  /** Called after it; {@code after} is the object {@code before} where nothing changed. */
  void after(GraphPass pass, Graph before, Graph after);
}
