package org.cnnc.runtime;

/** Two threads use one workspace at the same time. */
public final class ConcurrentUseException extends CnncException {
  private static final long serialVersionUID = 1L;

  ConcurrentUseException(String message) {
    super(message);
  }
}
