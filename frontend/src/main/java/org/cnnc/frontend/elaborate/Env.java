package org.cnnc.frontend.elaborate;

/** Where an expression is evaluated: the variables it sees, and the block it is in. */
record Env(Scope scope, Frame frame) {
  /** The same with a scope of its own, for a nested body. */
  Env nested() {
    return new Env(new Scope(scope), frame);
  }
}
