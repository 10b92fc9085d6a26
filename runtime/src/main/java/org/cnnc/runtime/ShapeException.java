package org.cnnc.runtime;

/** The number of elements or images is not what the model and the run need. */
public final class ShapeException extends CnncException {
  private static final long serialVersionUID = 1L;

  ShapeException(String message) {
    super(message);
  }
}
