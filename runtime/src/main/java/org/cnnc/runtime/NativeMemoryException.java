package org.cnnc.runtime;

/** There is not enough native memory, or not enough threads, for a workspace. */
public final class NativeMemoryException extends CnncException {
  private static final long serialVersionUID = 1L;

  NativeMemoryException(String message) {
    super(message);
  }
}
