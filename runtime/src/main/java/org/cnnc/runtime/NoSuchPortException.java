package org.cnnc.runtime;

/** A model has no input or output of this name. */
public final class NoSuchPortException extends CnncException {
  private static final long serialVersionUID = 1L;

  NoSuchPortException(String message) {
    super(message);
  }
}
