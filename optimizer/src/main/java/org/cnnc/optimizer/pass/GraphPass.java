package org.cnnc.optimizer.pass;

import org.cnnc.ir.Graph;

/** A step from a graph to one of the same meaning: the same inputs, the same named outputs. */
public interface GraphPass {
  /** Kebab-case; names the pass on the command line, in timings and among the tests. */
  String name();

  /** The new graph, or the very same object where there was nothing to do. */
  Graph run(Graph graph);
}
