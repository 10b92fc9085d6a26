package org.cnnc.ir.loop.interpreter;

import org.cnnc.ir.loop.Buffer;

/** A buffer of a nest, and its slot. */
final class Declared {
  final Buffer buffer;
  final int slot;

  /** How many concurrent loops are around the buffer's scope. */
  private final int depth;

  private boolean isWritten;
  private boolean isShared;

  Declared(Buffer buffer, int slot, int depth) {
    this.buffer = buffer;
    this.slot = slot;
    this.depth = depth;
  }

  /** Takes note of an access with so many concurrent loops around it. */
  void use(boolean isWrite, int atDepth) {
    isWritten |= isWrite;
    isShared |= atDepth > depth;
  }

  /** Whether the nest writes it. Known at the end, as all that follows. */
  boolean isWritten() {
    return isWritten;
  }

  /** Whether concurrent iterations share the buffer. */
  boolean isShared() {
    return isShared;
  }

  /** Whether concurrent iterations share the buffer, and some write it. */
  boolean isTracked() {
    return isWritten && isShared;
  }
}
