package org.cnnc.runtime;

/** The elements of an input or output are of another type. */
public final class ElementTypeException extends CnncException {
  private static final long serialVersionUID = 1L;

  ElementTypeException(String message) {
    super(message);
  }
}
