package org.cnnc.runtime;

/** A model or workspace is used after it was closed. */
public final class ClosedException extends CnncException {
  private static final long serialVersionUID = 1L;

  ClosedException(String message) {
    super(message);
  }
}
