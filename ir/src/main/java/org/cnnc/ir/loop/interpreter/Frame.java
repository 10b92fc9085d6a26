package org.cnnc.ir.loop.interpreter;

/** The state of one run: the values of the loop variables, and the memory of the buffers. */
final class Frame {
  final long[] variables;
  final Storage[] buffers;

  /** Whose share of the nest is run. */
  final ThreadShare share;

  /** The iteration of concurrent loops that runs at present. */
  Iteration iteration = Iteration.ROOT;

  Frame(int variables, int buffers, ThreadShare share) {
    this.share = share;
    this.variables = new long[variables];
    this.buffers = new Storage[buffers];
  }

  /** A work item's frame: what it allocates and counts is its own, all else this one's. */
  Frame(Frame around) {
    this.share = around.share;
    this.variables = around.variables.clone();
    this.buffers = around.buffers.clone();
  }
}
