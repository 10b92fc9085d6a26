package org.cnnc.runtime;

/** The compiled code refused to run; only a library that cnnc did not write does that. */
public final class RunException extends CnncException {
  private static final long serialVersionUID = 1L;

  RunException(String message) {
    super(message);
  }
}
